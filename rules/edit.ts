import { z } from 'zod';
import { EDITABLE_FILE } from './editable-file.ts';
import { learnedSpec, packSpec, ruleSpec } from './schema.ts';

/** Longest text of a file that an edit carries; versions keep every edit. */
export const LONGEST_FILE = 1_000_000;

/**
 * A change to the rules, one rule or one file at a time:
 * - add: a rule with a new id
 * - replace: a rule in place of the one with its id
 * - retire: the rule runs no more and keeps its id, with the reason
 * - add-pack: a new pack, for the rules added after it
 * - learned: other weights of the learned part; null puts it out of use
 * - file: another text in place of a file of the folder, or a new list of the lexicon; null brings the shipped file back
 */
export const edit = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('add'), pack: packSpec.shape.id, rule: ruleSpec }),
  z.strictObject({ kind: z.literal('replace'), pack: packSpec.shape.id, rule: ruleSpec }),
  z.strictObject({
    kind: z.literal('retire'),
    pack: packSpec.shape.id,
    id: ruleSpec.shape.id,
    reason: z.string().min(1),
  }),
  z.strictObject({ kind: z.literal('add-pack'), pack: packSpec.omit({ rules: true }) }),
  z.strictObject({ kind: z.literal('learned'), model: learnedSpec.nullable() }),
  z.strictObject({
    kind: z.literal('file'),
    /** Relative to the folder: `scoring.yaml`, `lexicon/estates.yaml`. */
    path: z
      .string()
      .max(200)
      .regex(EDITABLE_FILE, '只能改 routing、escalation、scoring、notices、heat 和 lexicon 里的 .yaml 文件'),
    text: z.string().max(LONGEST_FILE, '文件太长').nullable(),
    /** Fingerprint of the shipped file it was written over, so that an upgrade below it is noticed; null where there was none. */
    base: z.string().nullable().default(null),
  }),
]);
export type Edit = z.infer<typeof edit>;
export type FileEdit = Extract<Edit, { kind: 'file' }>;

/** The rule an edit speaks of; null where it speaks of none. */
export function ruleOf(one: Edit): string | null {
  if (one.kind === 'add-pack' || one.kind === 'learned' || one.kind === 'file') return null;
  return one.kind === 'retire' ? one.id : one.rule.id;
}

/** Of two edits with one key the later stands. */
export function keyOf(one: Edit): string {
  if (one.kind === 'learned') return 'learned';
  if (one.kind === 'file') return `file ${one.path}`;
  return one.kind === 'add-pack' ? `pack ${one.pack.id}` : `rule ${ruleOf(one)}`;
}

/** Edits in force after `more` came on top of `edits`: of two edits to one rule or pack the later one stands. */
export function mergeEdits(edits: readonly Edit[], more: readonly Edit[]): Edit[] {
  const merged = new Map<string, Edit>();
  for (const one of [...edits, ...more]) {
    const key = keyOf(one);
    const before = merged.get(key);
    merged.set(key, before === undefined ? one : onTop(before, one));
  }
  return [...merged.values()];
}

/** A rule that the edits themselves brought in is retired in their own words: the shipped folder does not know it. */
function onTop(before: Edit, next: Edit): Edit {
  if (next.kind === 'retire' && (before.kind === 'add' || before.kind === 'replace')) {
    return { ...before, rule: { ...before.rule, retired: next.reason } };
  }
  return before.kind === 'add' && next.kind === 'replace' ? { ...next, kind: 'add' } : next;
}
