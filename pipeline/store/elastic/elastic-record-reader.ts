import { z } from 'zod';
import { type RecordKind, type RecordPage, type Records, recordIds, type StoredRecord } from '../records.ts';
import type { Elastic, Hits, Json } from './elastic-client.ts';
import { numberField, textField } from './elastic-docs.ts';
import type { Names } from './elastic-indices.ts';
import type { ElasticPosts } from './elastic-posts.ts';
import { NO_RECORDS, names, PLACES, times, versions } from './elastic-record-kinds.ts';
import { bareTrace } from './elastic-traces.ts';
import type { Source } from './elastic-write.ts';

type Hit = Hits['hits'][number];

/** Posts are long; of everything else many fit in a request. */
const POSTS_A_PAGE = 200;
const PAGE = 1_000;
/** So many posts are known at a time to have a trace. */
const MOST_KNOWN = 100_000;

/** The record of a document by itself; several for kinds that share one. */
const READERS: Readonly<Record<Exclude<RecordKind, 'post'>, (id: string, source: Source) => StoredRecord[]>> = {
  version: (docId, { doc }) =>
    listed(versions, doc).map((one) => ({
      id: recordIds.version(docId, one.rawId),
      doc: JSON.stringify({ docId, ...one }),
    })),
  response: asIs,
  copy: asIs,
  membership: asIs,
  event: asIs,
  alias: asIs,
  notice: asIs,
  alert: asIs,
  case: asIs,
  action: asIs,
  state: (_, source) => {
    const kind = textField(source, 'kind').slice('state:'.length);
    const id = textField(source, 'id');
    const head = `{"kind":${JSON.stringify(kind)},"id":${JSON.stringify(id)},"version":${numberField(source, 'version')}`;
    return [{ id: recordIds.state(kind, id), doc: `${head},"value":${textField(source, 'doc')}}` }];
  },
  outcome: asIs,
  claim: (contentHash, { doc: docId }) => [{ id: contentHash, doc: JSON.stringify({ contentHash, docId }) }],
  trace: (docId, source) => [{ id: docId, doc: bareTrace(docId, textField(source, 'doc')) }],
  shingle: (id, { doc }) =>
    listed(names, doc).map((docId) => ({
      id: recordIds.shingle(Number(id), docId),
      doc: JSON.stringify({ hash: Number(id), docId }),
    })),
  clue: (id, { doc }) =>
    listed(times, doc).map(([at, docId]) => ({
      id: recordIds.clue(Number(id), at, docId),
      doc: JSON.stringify({ hash: Number(id), at, docId }),
    })),
  audit: (_, source) => [{ id: String(numberField(source, 'seq')), doc: textField(source, 'doc') }],
};

/** `Records.read`. */
export function createRecordReader(deps: { elastic: Elastic; indices: Names; posts: ElasticPosts }): Records['read'] {
  const { elastic, indices, posts } = deps;

  /** By id, so that a page can be gone on from at any time. */
  async function* readSorted(kind: Exclude<RecordKind, 'post'>, after: string | null): AsyncGenerator<RecordPage> {
    const [index, name] = PLACES[kind];
    const query: Json =
      kind === 'state'
        ? { bool: { filter: [{ prefix: { kind: name } }], must_not: [{ terms: { kind: NO_RECORDS.state } }] } }
        : { term: { kind: name } };
    const sort =
      kind === 'audit' ? [{ seq: 'asc' }] : kind === 'state' ? [{ kind: 'asc' }, { id: 'asc' }] : [{ id: 'asc' }];
    for await (const hits of pages({ index: indices[index], query, sort }, PAGE, after)) {
      yield { records: hits.flatMap(({ id, source }) => READERS[kind](bare(id), source)), after: keyOf(hits) };
    }
  }

  /** Marks have no field to be sorted by: one walk over a frozen view. */
  async function* readMarks(kind: Exclude<RecordKind, 'post'>): AsyncGenerator<RecordPage> {
    const pit = await elastic.openPit(indices.marks);
    const isLeft = createTraceCheck();
    try {
      const query = { term: { kind: PLACES[kind][1] } };
      for await (const hits of pages({ index: indices.marks, pit, query, sort: ['_shard_doc'] }, PAGE, null)) {
        const records = hits.flatMap(({ id, source }) => READERS[kind](bare(id), source));
        yield { records: kind === 'shingle' || kind === 'clue' ? await isLeft(records) : records, after: null };
      }
    } finally {
      await elastic.closePit(pit);
    }
  }

  /**
   * A process that died between leaving a shingle and noting the trace leaves a name that leads nowhere; the post that came
   * again left both. What still has no trace was never finished, connects nothing, and is no record.
   */
  function createTraceCheck() {
    const known = new Map<string, boolean>();
    return async (records: readonly StoredRecord[]): Promise<StoredRecord[]> => {
      const docIdOf = ({ id }: StoredRecord) => id.slice(id.lastIndexOf('/') + 1);
      if (known.size > MOST_KNOWN) known.clear();
      const unknown = [...new Set(records.map(docIdOf))].filter((docId) => !known.has(docId));
      const found = await elastic.get(
        indices.marks,
        unknown.map((docId) => `trace:${docId}`),
      );
      for (const docId of unknown) known.set(docId, found.has(`trace:${docId}`));
      return records.filter((record) => known.get(docIdOf(record)) === true);
    };
  }

  async function* readPosts(after: string | null): AsyncGenerator<RecordPage> {
    const wanted = { index: indices.posts, query: { match_all: {} }, sort: [{ id: 'asc' }] };
    for await (const hits of pages(wanted, POSTS_A_PAGE, after)) {
      // As last written: one that moved to another month may stand in two of them for a moment.
      const found = await posts.get([...new Set(hits.map(({ id }) => id))]);
      yield {
        records: [...found].map(([id, { source }]) => ({ id, doc: textField(source, 'doc') })),
        after: keyOf(hits),
      };
    }
  }

  async function* pages(
    wanted: Omit<Parameters<Elastic['search']>[0], 'size' | 'after'>,
    size: number,
    from: string | null,
  ): AsyncGenerator<readonly Hit[]> {
    let after = from === null ? undefined : z.array(z.union([z.string(), z.number()])).parse(JSON.parse(from));
    for (;;) {
      const { hits } = await elastic.search({ ...wanted, size, ...(after === undefined ? {} : { after }) });
      if (hits.length > 0) yield hits;
      after = hits.at(-1)?.sort.slice();
      if (hits.length < size || after === undefined) return;
    }
  }

  return (kind, after = null) => {
    if (kind === 'post') return readPosts(after);
    return PLACES[kind][0] === 'marks' ? readMarks(kind) : readSorted(kind, after);
  };
}

function asIs(id: string, source: Source): StoredRecord[] {
  return [{ id, doc: textField(source, 'doc') }];
}

/** `event:e_1` → `e_1` */
function bare(id: string): string {
  return id.slice(id.indexOf(':') + 1);
}

function keyOf(hits: readonly Hit[]): string {
  return JSON.stringify(hits.at(-1)?.sort ?? []);
}

function listed<T>(schema: z.ZodType<T[]>, doc: unknown): T[] {
  return schema.parse(JSON.parse(z.string().parse(doc)));
}
