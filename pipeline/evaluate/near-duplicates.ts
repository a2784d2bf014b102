import { join } from 'node:path';
import { createTracer } from '../cluster/clues.ts';
import { groupCast } from '../cluster/regroup.ts';
import { createRawItem } from '../model/raw-item.ts';
import type { AnalysedPost } from '../store/store.ts';
import type { Evaluation, Misjudged } from './evaluation.ts';
import { wilson } from './interval.ts';
import { createJudge, type Judge } from './judge.ts';
import { labelledPetitions, PETITIONS } from './labelled-petitions.ts';
import { alter, namedOtherwise } from './near-duplicates/alter.ts';
import { createRandom } from './random.ts';

const AT = '2026-01-01T00:00:00+08:00';
/** Every so many messages one is changed; the others stand by, to be taken for its original by mistake. */
const EVERY = 4;

interface Case {
  row: number;
  original: string;
  changed: AnalysedPost;
  how: string;
  /** It is a copy: not so for the same letter from another estate. */
  isCopy: boolean;
}

/**
 * Real messages, changed as they are when they are passed on, must lead to their originals; the same letter with the name
 * of another estate must not. All messages and all changed ones stand together.
 */
export const nearDuplicates: Evaluation = {
  names: ['near-duplicate-precision', 'near-duplicate-recall'],
  files: [PETITIONS],
  async run({ data, rulesDir, seed }) {
    const judge = await createJudge(rulesDir);
    const originals = new Map<number, AnalysedPost>();
    for await (const { row, item } of labelledPetitions(join(data, PETITIONS), AT)) {
      const found = await judge.judge(item);
      if (found !== null) originals.set(row, found);
    }
    const cases = await makeCases(originals, judge, seed);
    const tracer = createTracer(judge.rules.lexicon, judge.rules.fold);
    const copyOf = (posts: readonly AnalysedPost[]) => groupCast({ posts, copies: [] }, tracer).copyOf;
    // What the messages copy among themselves stands for their real doubles, and is neither right nor wrong.
    const real = copyOf([...originals.values()]);
    const root = (docId: string) => real.get(docId) ?? docId;
    const misjudged: Misjudged[] = [];
    const counts = { right: 0, wrong: 0, copies: 0 };
    const found = copyOf([...originals.values(), ...cases.map(({ changed }) => changed)]);
    for (const { row, original, changed, how, isCopy } of cases) {
      const got = found.get(changed.post.docId);
      const isRight = got !== undefined && root(got) === root(original);
      if (isCopy) counts.copies += 1;
      if (isCopy && isRight) counts.right += 1;
      else if (got !== undefined) counts.wrong += 1;
      if (isCopy === (got !== undefined) && isRight === isCopy) continue;
      misjudged.push({
        ...{ file: PETITIONS, row, expected: isCopy ? '副本' : '另一件事', got: got === undefined ? '不同' : '副本' },
        because: `${how}：${changed.post.text.slice(0, 60)}`,
      });
    }
    const { right, wrong, copies } = counts;
    const others = cases.length - copies;
    const note = `由 ${PETITIONS} 改写：${copies} 份副本（改 3–10 % 的字、截短、打乱句序、加转载说明），${others} 份换了小区名；种子 ${seed}`;
    const figure = (name: string, n: number) => ({
      name,
      value: n === 0 ? 0 : right / n,
      ...wilson(right, n),
      n,
      note,
    });
    return {
      figures: [figure('near-duplicate-precision', right + wrong), figure('near-duplicate-recall', copies)],
      misjudged,
    };
  },
};

async function makeCases(originals: ReadonlyMap<number, AnalysedPost>, judge: Judge, seed: number): Promise<Case[]> {
  const random = createRandom(seed);
  const estates = [...new Set([...originals.values()].flatMap(({ verdict }) => verdict.places.estate ?? []))].sort();
  const cases: Case[] = [];
  let seen = 0;
  for (const [row, { post, verdict }] of originals) {
    seen += 1;
    const add = async (texts: { title: string; text: string }, how: string, isCopy: boolean) => {
      if (texts.text === post.text && texts.title === post.title) return;
      const item = createRawItem({
        ...{ sourceId: 'evaluate', sourceName: '改写', channel: 'other', nativeId: `${row} ${how}`, url: null },
        ...{ title: texts.title, body: texts.text, publishedRaw: AT, fetchedAt: AT },
      });
      const changed = await judge.judge(item);
      if (changed !== null) cases.push({ row, original: post.docId, changed, how, isCopy });
    };
    const otherwise = namedOtherwise(post, verdict.places.estate, estates, random);
    if (otherwise !== null) await add(otherwise, '换小区名', false);
    if (seen % EVERY !== 0) continue;
    const { how, ...texts } = alter(post, random);
    await add(texts, how, true);
  }
  return cases;
}
