import { isDeepStrictEqual } from 'node:util';
import { type Edit, keyOf } from '../../rules/edit.ts';
import type { Learned } from '../../rules/rule-set.ts';
import type { PackSpec } from '../../rules/schema.ts';
import type { DraftEdit } from '../model/draft.ts';

/** Rule by rule, what became of one state of the packs in another; new packs are named before their rules. */
export function changesBetween(before: readonly PackSpec[], after: readonly PackSpec[]): DraftEdit[] {
  const packs = new Set(before.map(({ id }) => id));
  const known = new Map(before.flatMap(({ rules }) => rules.map((rule) => [rule.id, rule])));
  return after.flatMap(({ rules, ...pack }) => {
    const opened = packs.has(pack.id) ? [] : [ofRule({ kind: 'add-pack', pack }, null)];
    const changed = rules.flatMap((rule): DraftEdit[] => {
      const earlier = known.get(rule.id) ?? null;
      if (isDeepStrictEqual(earlier, rule)) return [];
      const { retired } = rule;
      if (earlier !== null && retired !== undefined && isDeepStrictEqual({ ...earlier, retired }, rule)) {
        return [ofRule({ kind: 'retire', pack: pack.id, id: rule.id, reason: retired }, earlier)];
      }
      return [ofRule({ kind: earlier === null ? 'add' : 'replace', pack: pack.id, rule }, earlier)];
    });
    return [...opened, ...changed];
  });
}

const ofRule = (edit: Edit, before: DraftEdit['before']): DraftEdit => ({ edit, before, textBefore: null });

/** Words of a learned part that a change shows; the edits in force hold them all. */
const WORDS_SHOWN = 40;

/** The learned part put in, replaced or put out of use; of its words the strongest. */
export function learnedChange(before: Learned, after: Learned): DraftEdit[] {
  const [old, model] = [inUse(before), inUse(after)];
  if (isDeepStrictEqual(old, model)) return [];
  const shown = model === null ? null : { ...model, words: strongest(model.words) };
  return [ofRule({ kind: 'learned', model: shown }, null)];
}

function inUse({ model }: Learned) {
  return model?.inUse ? model : null;
}

function strongest(words: Readonly<Record<string, number>>): Record<string, number> {
  const falling = Object.entries(words).sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  return Object.fromEntries(falling.slice(0, WORDS_SHOWN));
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
