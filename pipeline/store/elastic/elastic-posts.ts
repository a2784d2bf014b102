import { z } from 'zod';
import { toEpoch } from '../../model/calendar.ts';
import type { Post } from '../../model/post.ts';
import { storedPost } from '../record-reader.ts';
import type { AnalysedPost } from '../store.ts';
import { type Elastic, MissingIndexError } from './elastic-client.ts';
import { postSource, textField } from './elastic-docs.ts';
import { type Names, namesOf } from './elastic-indices.ts';
import type { Found, Source, Write } from './elastic-write.ts';

/** In which index a post lies, and in which it has lain before it was edited. */
const place = z.object({ index: z.string(), earlier: z.array(z.string()) });
type Place = z.infer<typeof place>;

const versions = z.array(z.object({ rawId: z.string(), contentHash: z.string(), seenAt: z.string() }));
export type Versions = z.infer<typeof versions>;

const placeId = (docId: string) => `place:${docId}`;
const versionsId = (docId: string) => `versions:${docId}`;

export interface ElasticPosts {
  write(posts: readonly AnalysedPost[]): Promise<void>;
  /** Lays down posts of another engine, each with its record as it was written there; those of before are not looked for. */
  lay(posts: readonly { value: AnalysedPost; doc: string }[]): Promise<void>;
  /** As last written. */
  get(docIds: readonly string[]): Promise<Map<string, Found>>;
  /** Moves posts, as found, to another index. */
  move(posts: readonly Found[], index: string): Promise<void>;
  /** Takes away what is noted of posts that are about to go with their index. */
  forget(docIds: readonly string[]): Promise<void>;
  versions(docId: string): Promise<Versions>;
}

/**
 * Posts lie in an index for each month of their event time, so that old ones go at one stroke. The place of each is noted,
 * and before it is written to another month: whatever is interrupted, the post written again finds what it left.
 */
export function createElasticPosts(elastic: Elastic, prefix: string): ElasticPosts {
  const names = namesOf(prefix);
  const months = new Map<string, Promise<string>>();

  async function placesOf(docIds: readonly string[]): Promise<Map<string, Place>> {
    const found = await elastic.get(names.marks, docIds.map(placeId));
    return new Map(
      docIds.flatMap((docId) => {
        const noted = found.get(placeId(docId));
        return noted === undefined ? [] : [[docId, place.parse(JSON.parse(textField(noted.source, 'doc')))] as const];
      }),
    );
  }

  async function lookUp(places: ReadonlyMap<string, Place>): Promise<Map<string, Found>> {
    const now = await elastic.getFrom([...places].map(([id, { index }]) => ({ index, id })));
    const absent = [...places].filter(([id]) => !now.has(id));
    const before = absent.flatMap(([id, { earlier }]) => earlier.map((index) => ({ index, id })));
    return new Map([...(await elastic.getFrom(before)), ...now]);
  }

  /** Name of the month's index, made when it is the first post of that month. */
  function monthOf(epochMs: number): Promise<string> {
    const name = names.month(epochMs);
    let known = months.get(name);
    if (known === undefined) {
      known = openMonth(elastic, name);
      months.set(name, known);
      known.catch(() => months.delete(name));
    }
    return known;
  }

  /** Most posts are new: these are asked for only by trying to make them. Gives those that were there before. */
  async function writeNew(posts: readonly AnalysedPost[]): Promise<AnalysedPost[]> {
    const months = await Promise.all(posts.map(({ post }) => monthOf(toEpoch(post.eventTime))));
    const results = await inParts(posts.length, (from, to) =>
      elastic.write(newWrites(names, posts.slice(from, to), months.slice(from, to))),
    );
    return posts.filter((_, i) => results[2 * i] === 'conflict' || results[2 * i + 1] === 'conflict');
  }

  /** Posts of which some are stored, here or in another month, or come more than once. */
  async function writeAgain(posts: readonly AnalysedPost[]): Promise<void> {
    // Of a post that comes twice in one call the last one counts, as if they were written one after the other.
    const docIds = [...new Set(posts.map(({ post }) => post.docId))];
    const places = await placesOf(docIds);
    const stored = await lookUp(places);
    const known = new Set(places.keys());
    const moved = new Map<string, Write>();
    const written = new Map<string, Write[]>();
    const edits = new Map<string, Post[]>();
    for (const analysed of posts) {
      const { docId, eventTime } = analysed.post;
      const source = postSource(analysed);
      const before = written.get(docId)?.[0];
      const last = before !== undefined && 'source' in before ? before.source : stored.get(docId)?.source;
      if (last?.doc === source.doc) continue;
      if (last !== undefined) noteEdit(edits, last, analysed.post);
      const index = await monthOf(toEpoch(eventTime));
      const old = places.get(docId);
      const earlier = old === undefined ? [] : [...new Set([...old.earlier, old.index])].filter((one) => one !== index);
      places.set(docId, { index, earlier });
      const removals = earlier.map((one): Write => ({ do: 'delete', index: one, id: docId }));
      written.set(docId, [{ do: 'put', index, id: docId, source }, ...removals]);
      if (old?.index === index && known.has(docId)) continue;
      moved.set(docId, placeWrite(names, docId, { index, earlier }));
    }
    await elastic.write([...moved.values(), ...(await versionWrites(elastic, names, edits))]);
    await elastic.write([...written.values()].flat());
  }

  async function writeAll(posts: readonly AnalysedPost[]): Promise<void> {
    const times = Map.groupBy(posts, ({ post }) => post.docId);
    const isOne = ({ post }: AnalysedPost) => times.get(post.docId)?.length === 1;
    const known = new Set(await writeNew(posts.filter(isOne)));
    const again = posts.filter((one) => known.has(one) || !isOne(one));
    if (again.length > 0) await writeAgain(again);
  }

  return {
    async write(posts) {
      if (posts.length === 0) return;
      try {
        await writeAll(posts);
      } catch (error) {
        // Old months may be dropped while we run: a late post makes its month anew.
        if (!(error instanceof MissingIndexError) || months.size === 0) throw error;
        months.clear();
        await writeAll(posts);
      }
    },

    async lay(posts) {
      const placed = await Promise.all(
        posts.map(async ({ value, doc }) => {
          const index = await monthOf(toEpoch(value.post.eventTime));
          return { id: value.post.docId, index, source: { ...postSource(value), doc } };
        }),
      );
      await elastic.write(
        placed.map(({ id, index }) => {
          return { do: 'put', index: names.marks, id: placeId(id), source: mark('place', { index, earlier: [] }) };
        }),
      );
      await elastic.write(placed.map((one) => ({ do: 'put', ...one })));
    },

    async move(posts, index) {
      await elastic.write(posts.map(({ id, index: from }) => placeWrite(names, id, { index, earlier: [from] })));
      await elastic.write([
        ...posts.map(({ id, source }): Write => ({ do: 'put', index, id, source })),
        ...posts.map(({ id, index: from }): Write => ({ do: 'delete', index: from, id })),
      ]);
    },

    async forget(docIds) {
      const ids = docIds.flatMap((docId) => [placeId(docId), versionsId(docId)]);
      await elastic.write(ids.map((id): Write => ({ do: 'delete', index: names.marks, id })));
    },

    get: async (docIds) => lookUp(await placesOf(docIds)),

    async versions(docId) {
      const found = (await elastic.get(names.marks, [versionsId(docId)])).get(versionsId(docId));
      return found === undefined ? [] : sorted(versions.parse(JSON.parse(textField(found.source, 'doc'))));
    },
  };
}

async function openMonth(elastic: Elastic, name: string): Promise<string> {
  // One that was rebuilt has a number behind its name.
  const there = (await elastic.indices(`${name}*`)).toSorted().at(-1);
  if (there !== undefined) return there;
  await elastic.createIndex(name, {});
  return name;
}

/** As many posts as are worth a request of their own. */
const WORTH = 200;

/**
 * Long lists go in two requests at once: while the server is busy with the first, the second is made into bytes. Results in
 * order; when one fails the other is waited for, so that nothing is written after the failure was told.
 */
async function inParts<T>(count: number, write: (from: number, to: number) => Promise<T[]>): Promise<T[]> {
  if (count < 2 * WORTH) return write(0, count);
  const middle = count >> 1;
  const second = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return write(middle, count);
  };
  const parts = await Promise.allSettled([write(0, middle), second()]);
  return parts.flatMap((part) => {
    if (part.status === 'rejected') throw part.reason;
    return part.value;
  });
}

/** Of each post its place and itself, made when they are asked for: together they are large. */
function* newWrites(names: Names, posts: readonly AnalysedPost[], months: readonly string[]): Generator<Write> {
  for (const [i, analysed] of posts.entries()) {
    const { docId } = analysed.post;
    const index = months[i] ?? '';
    yield placeWrite(names, docId, { index, earlier: [] }, 'create');
    yield { do: 'create', index, id: docId, source: postSource(analysed) };
  }
}

function placeWrite(names: Names, docId: string, at: Place, how: 'put' | 'create' = 'put'): Write {
  return { do: how, index: names.marks, id: placeId(docId), source: mark('place', at) };
}

function mark(kind: string, value: unknown): Source {
  return { kind, doc: JSON.stringify(value) };
}

/** Which texts a post has had: noted when the second one comes, so that the many that never change cost nothing. */
function noteEdit(edits: Map<string, Post[]>, known: Source, post: Post): void {
  const before = storedPost.safeParse(parsed(textField(known, 'doc'))).data?.post;
  if (before === undefined || before.rawId === post.rawId) return;
  edits.set(post.docId, [...(edits.get(post.docId) ?? []), before, post]);
}

async function versionWrites(
  elastic: Elastic,
  names: Names,
  edits: ReadonlyMap<string, readonly Post[]>,
): Promise<Write[]> {
  const found = await elastic.get(names.marks, [...edits.keys()].map(versionsId));
  return [...edits].map(([docId, posts]) => {
    const noted = found.get(versionsId(docId));
    const all = noted === undefined ? [] : versions.parse(JSON.parse(textField(noted.source, 'doc')));
    for (const { rawId, contentHash, fetchedAt } of posts) {
      if (!all.some((one) => one.rawId === rawId)) all.push({ rawId, contentHash, seenAt: fetchedAt });
    }
    return { do: 'put', index: names.marks, id: versionsId(docId), source: mark('versions', sorted(all)) };
  });
}

function sorted(all: Versions): Versions {
  return all.toSorted((a, b) => (a.seenAt + a.rawId < b.seenAt + b.rawId ? -1 : 1));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
