import { isDeepStrictEqual } from 'node:util';
import { type Edit, ruleOf } from '../../rules/edit.ts';
import type { PackSpec } from '../../rules/schema.ts';
import type { DraftEdit } from '../model/draft.ts';

/** Rule by rule, what became of one state of the packs in another; new packs are named before their rules. */
export function changesBetween(before: readonly PackSpec[], after: readonly PackSpec[]): DraftEdit[] {
  const packs = new Set(before.map(({ id }) => id));
  const known = new Map(before.flatMap(({ rules }) => rules.map((rule) => [rule.id, rule])));
  return after.flatMap(({ rules, ...pack }) => {
    const opened: DraftEdit[] = packs.has(pack.id) ? [] : [{ edit: { kind: 'add-pack', pack }, before: null }];
    const changed = rules.flatMap((rule): DraftEdit[] => {
      const earlier = known.get(rule.id) ?? null;
      if (isDeepStrictEqual(earlier, rule)) return [];
      const { retired } = rule;
      if (earlier !== null && retired !== undefined && isDeepStrictEqual({ ...earlier, retired }, rule)) {
        return [{ edit: { kind: 'retire', pack: pack.id, id: rule.id, reason: retired }, before: earlier }];
      }
      return [{ edit: { kind: earlier === null ? 'add' : 'replace', pack: pack.id, rule }, before: earlier }];
    });
    return [...opened, ...changed];
  });
}

/**
 * Edits that bring back an earlier state. A rule that came in since is kept as a retired one: records speak of its id,
 * which must never come to mean something else.
 */
export function editsBack(current: readonly Edit[], target: readonly Edit[], reason: string): Edit[] {
  const wanted = new Set(target.map(keyOf));
  const retired = current.flatMap((one): Edit[] => {
    if (wanted.has(keyOf(one))) return [];
    if (one.kind === 'add-pack') return [one];
    if (one.kind !== 'add') return [];
    return [{ ...one, rule: { ...one.rule, retired: one.rule.retired ?? `回退时停用：${reason}` } }];
  });
  return [
    ...retired.filter(({ kind }) => kind === 'add-pack'),
    ...target,
    ...retired.filter(({ kind }) => kind === 'add'),
  ];
}

function keyOf(one: Edit): string {
  return one.kind === 'add-pack' ? `pack ${one.pack.id}` : `rule ${ruleOf(one)}`;
}
