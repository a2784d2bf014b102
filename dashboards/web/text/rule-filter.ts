import type { PackView } from '../../rulebook-contract.ts';

/** Packs with the rules that have the words in name, id or expression; a pack whose own name has them keeps all. */
export function filterPacks(packs: readonly PackView[], wanted: string): PackView[] {
  const needle = wanted.toLowerCase();
  if (needle === '') return [...packs];
  const has = (...texts: readonly (string | null)[]) => texts.some((text) => text?.toLowerCase().includes(needle));
  return packs.flatMap((pack) => {
    if (has(pack.name, pack.id, pack.topic)) return [pack];
    const rules = pack.rules.filter((rule) => has(rule.name, rule.id, rule.expression));
    return rules.length === 0 ? [] : [{ ...pack, rules }];
  });
}
