import { z } from 'zod';
import type { Logger } from '../../stage.ts';
import { RECORD_KINDS, type RecordKind, type Records } from '../records.ts';
import type { Elastic } from './elastic-client.ts';
import { namesOf } from './elastic-indices.ts';
import { createElasticPosts } from './elastic-posts.ts';
import { NO_RECORDS, type OneIndex, PLACES } from './elastic-record-kinds.ts';
import { createRecordReader } from './elastic-record-reader.ts';
import { createRecordWriter } from './elastic-record-writer.ts';
import { createElasticUnits } from './elastic-units.ts';

const buckets = z.object({ kinds: z.object({ buckets: z.array(z.object({ key: z.string() })) }) });
const INDICES = ['cases', 'marks', 'state'] as const;

/** Every record in the indexes of a prefix. */
export function createElasticRecords(elastic: Elastic, { prefix, log }: { prefix: string; log: Logger }): Records {
  const indices = namesOf(prefix);
  const posts = createElasticPosts(elastic, prefix);
  const units = createElasticUnits({ elastic, names: indices, posts, log });
  const parts = { elastic, indices, posts };

  return {
    read: createRecordReader(parts),
    write: createRecordWriter(parts),

    async settle() {
      await units.lastLine();
      await elastic.refresh(`${prefix}*`);
    },

    async present() {
      await elastic.refresh(indices.posts);
      const found = await Promise.all(INDICES.map(kindsIn));
      const kinds = new Set(found.flat());
      const { total } = await elastic.search({ index: indices.posts, query: { match_all: {} }, size: 0, count: 1 });
      return RECORD_KINDS.filter((kind) =>
        kind === 'post' ? total > 0 : [...kinds].some((name) => isOf(kind, PLACES[kind][0], name)),
      );
    },

    async strangers() {
      const found = await Promise.all(
        INDICES.map(async (index) => {
          const known = (name: string) =>
            NO_RECORDS[index].includes(name) || RECORD_KINDS.some((kind) => kind !== 'post' && isOf(kind, index, name));
          return (await kindsIn(index)).filter((name) => !known(name)).map((name) => `${indices[index]} 的 ${name}`);
        }),
      );
      return found.flat();
    },
  };

  /** Every kind of document that an index holds, without those of the engine itself. */
  async function kindsIn(index: OneIndex): Promise<string[]> {
    await elastic.refresh(indices[index]);
    const kinds = { terms: { field: 'kind', size: 10_000 } };
    const { aggs } = await elastic.search({
      index: indices[index],
      query: { match_all: {} },
      size: 0,
      aggs: { kinds },
    });
    return aggs === undefined ? [] : buckets.parse(aggs).kinds.buckets.map(({ key }) => key);
  }

  function isOf(kind: Exclude<RecordKind, 'post'>, index: OneIndex, name: string): boolean {
    const [place, prefixOrName] = PLACES[kind];
    if (place !== index || NO_RECORDS[index].includes(name)) return false;
    return kind === 'state' ? name.startsWith(prefixOrName) : name === prefixOrName;
  }
}
