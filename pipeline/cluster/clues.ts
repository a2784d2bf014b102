import type { LexiconSpec } from '../../rules/schema.ts';
import { inkOf } from '../dedupe/ink.ts';
import { shinglesOf } from '../dedupe/shingles.ts';
import type { Copy } from '../model/event.ts';
import { textHash } from '../model/text-hash.ts';
import type { Trace } from '../model/trace.ts';
import type { Places } from '../model/verdict.ts';
import type { AnalysedPost } from '../store/store.ts';
import { createLandmarks } from './landmarks.ts';

/** Two posts that share a clue speak of one happening when they lie within this of each other, in event time. */
export const WINDOW_MS = 7 * 86_400_000;

/** Matters told apart within an estate. */
const MATTERS = 6;
/** Words that a landmark is looked at with. */
const SAID = 4;
/** Telling words that are looked at together where there is no estate. */
const TELLING = 5;

/** What a post leaves for others of its kind to be found by. */
export interface Tracer {
  trace(analysed: AnalysedPost): Trace;
  /** An exact copy stands for the same clues, in its own time. Its text need not be looked for again. */
  traceCopy(copy: Copy, original: AnalysedPost): Trace;
}

/** Tells whether a post was placed by this very trace. */
export function traceKey({ at, shingles, clues }: Trace): string {
  return textHash(JSON.stringify([at, shingles, clues])).toString(36);
}

/**
 * Clues by two lists of the lexicon: `常用词` says nothing of what happened, `常见事由` names what happens everywhere,
 * under one name for all its spellings. All other words are telling.
 *
 * With an estate, one matter or telling word is enough: "the same estate, the same trouble, the same week". Within a
 * street (街道, 镇, 乡) it takes two words, one of them telling, within a district three telling ones, without any place
 * four: what is said everywhere must not tie a city's complaints together. A landmark (see landmarks.ts) of a district takes
 * one word more, whether there is an estate or not, since one place goes by several names.
 */
export function createTracer(lexicon: ReadonlyMap<string, LexiconSpec>, fold: (text: string) => string): Tracer {
  const everyday = new Set(lexicon.get('常用词')?.entries.flatMap(({ name, aliases }) => [name, ...aliases].map(fold)));
  const matters = new Map(
    lexicon.get('常见事由')?.entries.flatMap(({ name, aliases }) => [name, ...aliases].map((one) => [fold(one), name])),
  );

  const landmarks = createLandmarks(lexicon, fold);

  function cluesOf({ post, verdict: { keywords, places } }: AnalysedPost): string[] {
    const named = namesIn(places);
    const words = keywords.filter((word) => !everyday.has(word) && !named.some((name) => name.includes(word)));
    const said = [...new Set(words.map((word) => matters.get(word) ?? word))];
    const estate = estateName(places);
    const byPlace =
      estate === null ? withoutEstate(words, places) : said.slice(0, MATTERS).map((word) => [estate, word]);
    const byLandmark = landmarks(post).flatMap((landmark) =>
      said
        .filter((word) => !landmark.includes(word))
        .slice(0, SAID)
        .map((word) => [places.district ?? '', landmark, word]),
    );
    return [...byPlace, ...byLandmark].map((clue) => clue.join('·'));
  }

  function withoutEstate(words: readonly string[], { district, street }: Places): string[][] {
    const telling = words.filter((word) => !matters.has(word)).slice(0, TELLING);
    const clues = together(telling, district === null ? 4 : 3).map((some) => [district ?? '', ...some]);
    if (street === null) return clues;
    const said = words.flatMap((word) => matters.get(word) ?? []).slice(0, 2);
    const pairs = [...together(telling, 2), ...telling.flatMap((word) => said.map((matter) => [word, matter]))];
    return [...clues, ...pairs.map((pair) => [street, ...pair])];
  }

  return {
    trace(analysed) {
      const { docId, eventTime } = analysed.post;
      return { docId, at: eventTime, shingles: shinglesOf(inkOf(analysed.post)), clues: cluesOf(analysed) };
    },
    traceCopy: ({ docId, at }, original) => ({ docId, at, shingles: [], clues: cluesOf(original) }),
  };
}

/** As people write it, with or without 小区 and the phase. */
function estateName({ estate, project }: Places): string | null {
  const name = estate ?? project;
  return name === null ? null : name.replace(/(?:小区|社区|楼盘|[一二三四五1-9]期)+$/, '') || name;
}

export function namesIn({ district, estate, project, developer }: Places): string[] {
  return [district, estate, project, developer].filter((name) => name !== null);
}

/** All choices of so many of the words, each in one fixed order. */
function together(words: readonly string[], size: number): string[][] {
  if (size === 0) return [[]];
  return [...words]
    .sort()
    .flatMap((word, i, sorted) => together(sorted.slice(i + 1), size - 1).map((others) => [word, ...others]));
}
