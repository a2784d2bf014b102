import type { Bus, Delivered } from '../bus/bus.ts';
import { sha256 } from '../model/ids.ts';
import { canonicalJson } from '../store/canonical-json.ts';

const PAGE = 1_000;

/** How many dead letters there are of each content. */
export type Letters = Map<string, number>;

/** Publishes the dead letters of one bus that the other one does not have yet; run again it publishes none. */
export async function copyDeadLetters(from: Bus, to: Bus): Promise<void> {
  const there = await lettersOf(to);
  for await (const page of pagesOf(from)) {
    const missing = page.filter((letter) => !take(there, hashOf(letter)));
    await to.publish(
      'dead',
      missing.map(({ key, value }) => ({ key, value })),
    );
  }
}

export async function lettersOf(bus: Bus): Promise<Letters> {
  const letters: Letters = new Map();
  for await (const page of pagesOf(bus)) {
    for (const letter of page) letters.set(hashOf(letter), (letters.get(hashOf(letter)) ?? 0) + 1);
  }
  return letters;
}

/** How many letters of the one the other has not. */
export function missingFrom(letters: Letters, others: Letters): number {
  return [...letters].reduce((sum, [hash, n]) => sum + Math.max(0, n - (others.get(hash) ?? 0)), 0);
}

async function* pagesOf(bus: Bus): AsyncGenerator<readonly Delivered[]> {
  let from: string | undefined;
  for (;;) {
    const page: readonly Delivered[] = await bus.read('dead', {
      limit: PAGE + 1,
      ...(from === undefined ? {} : { from }),
    });
    if (page.length > 0) yield page.slice(0, PAGE);
    if (page.length <= PAGE) return;
    from = page[PAGE]?.offset;
  }
}

function take(letters: Letters, hash: string): boolean {
  const left = letters.get(hash) ?? 0;
  letters.set(hash, Math.max(0, left - 1));
  return left > 0;
}

function hashOf({ key, value }: Delivered): string {
  return sha256(canonicalJson([key, value]));
}
