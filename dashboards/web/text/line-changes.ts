import { diffIndices } from 'node-diff3';

/** Lines of two texts that differ, with some around them. */
export interface Hunk {
  /** Line in the later text at which it begins, from 1. */
  line: number;
  rows: readonly { kind: 'same' | 'gone' | 'new'; text: string }[];
}

const AROUND = 2;

/** What became of one text in another, line by line; changes that lie close together are one hunk. */
export function lineChanges(before: string, after: string): Hunk[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  const hunks: { line: number; rows: { kind: 'same' | 'gone' | 'new'; text: string }[] }[] = [];
  const same = (from: number, to: number) => b.slice(from, to).map((text) => ({ kind: 'same' as const, text }));
  let shownTo = 0;
  for (const { buffer1, buffer2 } of diffIndices(a, b)) {
    const [at, length] = buffer2;
    const changed = [
      ...a.slice(buffer1[0], buffer1[0] + buffer1[1]).map((text) => ({ kind: 'gone' as const, text })),
      ...b.slice(at, at + length).map((text) => ({ kind: 'new' as const, text })),
    ];
    const last = hunks.at(-1);
    if (last !== undefined && at - AROUND <= shownTo + AROUND) last.rows.push(...same(shownTo, at), ...changed);
    else {
      if (last !== undefined) last.rows.push(...same(shownTo, shownTo + AROUND));
      const from = Math.max(0, at - AROUND);
      hunks.push({ line: from + 1, rows: [...same(from, at), ...changed] });
    }
    shownTo = at + length;
  }
  hunks.at(-1)?.rows.push(...same(shownTo, shownTo + AROUND));
  return hunks;
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
