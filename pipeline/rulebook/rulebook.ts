import { isDeepStrictEqual } from 'node:util';
import { type Edit, keyOf, mergeEdits, ruleOf } from '../../rules/edit.ts';
import { type Diagnostic, formatDiagnostic } from '../../rules/language/diagnostics.ts';
import type { Subject } from '../../rules/rule-set.ts';
import { ConflictError, RefusedError } from '../errors.ts';
import type { AuditEntry } from '../model/audit.ts';
import { toShanghai } from '../model/calendar.ts';
import { DRAFT_STATES, type Draft, type DraftEdit, type RuleVersion } from '../model/draft.ts';
import type { Segmenter } from '../segment/segmenter.ts';
import type { Store } from '../store/store.ts';
import { type CheckedEdits, checkEdits, editPath, findRule, isError, misfits, placeEdits } from './check-edits.ts';
import { changesBetween, editsBack, learnedChange } from './differences.ts';
import type { Drafts, StoredDraft } from './drafts.ts';
import { carryOver, decisionsLeft, fileChanges, fileSeenNow } from './file-changes.ts';
import type { RulesInForce } from './rules-in-force.ts';
import type { Versions } from './versions.ts';

export interface DraftInput {
  title: string;
  reason: string;
  edits: readonly Edit[];
}

/** A draft someone acts on, as they saw it. */
export interface DraftRef {
  draftId: string;
  row: number;
}

/**
 * Change to the rules under control. Every method throws RefusedError, with a sentence for the person, for what is not
 * allowed, and ConflictError when the draft or the version in force is no longer what the caller saw.
 */
export interface Rulebook {
  /** A new draft, or with `ref` new content of an own one that is not yet proposed (a rejected one is taken up again). */
  save(author: string, input: DraftInput, ref: DraftRef | null): Promise<StoredDraft>;
  /**
   * Takes the rules as they are now as what the author saw; changes of a file are carried over to its present text. Where
   * others changed the same lines both stand, and `check` says so. Own drafts only.
   */
  rebase(author: string, ref: DraftRef): Promise<StoredDraft>;
  /**
   * What is wrong with a draft as things stand now, errors first. Warnings that the rules in force have already are left
   * out: they are not the draft's.
   */
  check(draft: Pick<Draft, 'edits'>): Promise<readonly Diagnostic[]>;
  /** The rules as they would be with these edits on top, and what is wrong with them as `check` says. */
  tryOut(edits: readonly Edit[]): Promise<CheckedEdits>;
  /** Rules and files of the draft that somebody changed since its author saw them. */
  stale(draft: Pick<Draft, 'edits'>): readonly string[];
  propose(author: string, ref: DraftRef): Promise<StoredDraft>;
  withdraw(author: string, ref: DraftRef): Promise<StoredDraft>;
  /** By another person than the author. */
  reject(approver: string, ref: DraftRef, reason: string): Promise<StoredDraft>;
  /** By another person than the author: approves and puts in force. */
  publish(approver: string, ref: DraftRef, reason: string): Promise<RuleVersion>;
  /** A new version with the edits of an earlier one; 0 = the shipped folder alone. One person may do it. */
  rollBack(by: string, number: number, reason: string): Promise<RuleVersion>;
}

export interface RulebookDeps {
  store: Pick<Store, 'commit'>;
  drafts: Drafts;
  versions: Versions;
  inForce: RulesInForce;
  rulesDir: string;
  segmenter: Segmenter;
  /** Recent posts for the lints that count; null while there are too few to count on. */
  recent(): Promise<readonly Subject[] | null>;
  now(): number;
  newId(): string;
}

/** Diagnostics named in a refusal; the rest is counted. */
const MOST_NAMED = 5;
const CHECKS_KEPT = 8;

export function createRulebook(deps: RulebookDeps): Rulebook {
  const { drafts, versions, inForce } = deps;
  const at = () => toShanghai(deps.now());

  /** The last few checks: the same edits are looked at by author, approver and at publishing, and cost a second each. */
  const checks = new Map<string, Promise<CheckedEdits>>();
  function checked(edits: readonly Edit[]): Promise<CheckedEdits> {
    const key = JSON.stringify(edits);
    const known = checks.get(key) ?? deps.recent().then((sample) => checkEdits(deps, placeEdits(edits), sample));
    checks.delete(key);
    checks.set(key, known);
    for (const oldest of checks.keys()) {
      if (checks.size <= CHECKS_KEPT) break;
      checks.delete(oldest);
    }
    known.catch(() => checks.delete(key));
    return known;
  }
  async function audit(entry: Omit<AuditEntry, 'at'>): Promise<void> {
    await deps.store.commit({ audit: [{ at: at(), ...entry }] });
  }
  async function mine(author: string, ref: DraftRef): Promise<Draft> {
    const { draft } = await seen(ref);
    if (draft.author !== author) throw new RefusedError('只能改动自己的草稿', { hint: `这份草稿是${draft.author}的` });
    return draft;
  }
  async function seen(ref: DraftRef): Promise<StoredDraft> {
    const found = await drafts.read(ref.draftId);
    if (found === null) throw new RefusedError('没有这份草稿', { hint: '请刷新草稿列表' });
    if (found.row !== ref.row) throw new ConflictError(`draft ${ref.draftId} is at ${found.row}, not ${ref.row}`);
    return found;
  }
  function seenNow(edit: Edit): DraftEdit {
    const { packs, files } = inForce.current();
    if (edit.kind === 'file') return fileSeenNow(edit, files);
    const id = ruleOf(edit);
    return { edit, before: id === null ? null : (findRule(packs, id)?.rule ?? null), textBefore: null };
  }
  /** What the author saw of a rule or file is kept while the draft is edited, so that a change by others is not lost from sight. */
  function withBefore(edits: readonly Edit[], earlier: readonly DraftEdit[]): DraftEdit[] {
    return edits.map((edit) => {
      const known = earlier.find((one) => keyOf(one.edit) === keyOf(edit));
      if (known === undefined) return seenNow(edit);
      return {
        ...known,
        edit: edit.kind === 'file' && known.edit.kind === 'file' ? { ...edit, base: known.edit.base } : edit,
      };
    });
  }
  function stale({ edits }: Pick<Draft, 'edits'>): string[] {
    return edits.flatMap((one) => {
      const { before, textBefore } = seenNow(one.edit);
      const same = isDeepStrictEqual(before, one.before) && textBefore === one.textBefore;
      return same ? [] : [one.edit.kind === 'file' ? one.edit.path : (ruleOf(one.edit) ?? '')];
    });
  }
  async function look(edits: readonly DraftEdit[]): Promise<CheckedEdits> {
    const own = edits.map(({ edit }) => edit);
    const wrong = misfits(own, inForce.current().packs);
    const published = (await versions.current())?.edits ?? [];
    const { set, diagnostics } = await checked(mergeEdits(published, own));
    const known = new Set((await checked(published)).diagnostics.map(({ code, message }) => `${code} ${message}`));
    const added = diagnostics.filter((one) => isError(one) || !known.has(`${one.code} ${one.message}`));
    const all = [...wrong, ...edits.flatMap(decisionsLeft), ...added];
    return {
      set: all.some(isError) ? null : set,
      diagnostics: all.sort((a, b) => Number(isError(b)) - Number(isError(a))),
    };
  }
  async function check({ edits }: Pick<Draft, 'edits'>): Promise<readonly Diagnostic[]> {
    return (await look(edits)).diagnostics;
  }
  function refuseStale(draft: Draft): void {
    const changed = stale(draft);
    if (changed.length === 0) return;
    const message = `${changed.join('、')} 在这份草稿写成以后已被改动`;
    throw new RefusedError(message, { hint: '请作者对照现行规则更新草稿，再提交审批' });
  }
  const decided = (by: string, reason: string) => ({ by, at: at(), reason });

  /** `current` is what the edits were made from: when that is no longer in force, it is a conflict. */
  async function putInForce(
    current: RuleVersion | null,
    next: Omit<RuleVersion, 'number' | 'version' | 'at' | 'changes'>,
  ): Promise<RuleVersion> {
    const { set, diagnostics } = await checked(next.edits);
    refuseErrors(diagnostics);
    if (set === null) throw new RefusedError('规则不能载入', { hint: '请联系系统管理员' });
    const now = inForce.current();
    const changes = [
      ...changesBetween(now.packs, set.packs),
      ...fileChanges(now.files, set.files),
      ...learnedChange(now.learned, set.learned),
    ];
    const version = { number: (current?.number ?? 0) + 1, version: set.version, at: at(), ...next, changes };
    await versions.publish(version);
    await inForce.refresh();
    return version;
  }

  return {
    stale,
    check,
    tryOut: (edits) => look(edits.map(seenNow)),

    async save(author, input, ref) {
      await inForce.refresh();
      const { edits, ...words } = input;
      if (edits.length === 0) throw new RefusedError('草稿里没有任何修改', { hint: '至少改动一条规则或一个文件' });
      if (edits.length > 1 && edits.some(({ kind }) => kind === 'learned')) {
        const hint = '分成两份，回测才看得出各自的影响';
        throw new RefusedError('学习所得与规则修改不能放在同一份草稿里', { hint });
      }
      const keys = edits.map(keyOf);
      const repeated = edits.find((one, index) => keys.indexOf(keyOf(one)) !== index);
      if (repeated !== undefined) {
        throw new RefusedError(`草稿里对“${editPath(repeated)}”改了两次`, { hint: '合并成一处' });
      }
      const base = { ...words, baseNumber: inForce.number(), updatedAt: at() };
      if (ref === null) {
        const draft: Draft = {
          draftId: deps.newId(),
          ...base,
          author,
          edits: withBefore(edits, []),
          state: 'draft',
          createdAt: at(),
          decision: null,
          publishedAs: null,
        };
        const written = await drafts.write(draft, null);
        await audit({ actor: author, action: 'rules.drafted', object: draft.draftId, detail: { title: draft.title } });
        return written;
      }
      const draft = await mine(author, ref);
      requireState(draft, ['draft', 'rejected'], '修改');
      return drafts.write({ ...draft, ...base, edits: withBefore(edits, draft.edits), state: 'draft' }, ref.row);
    },

    async rebase(author, ref) {
      await inForce.refresh();
      const draft = await mine(author, ref);
      requireState(draft, ['draft', 'proposed', 'rejected'], '更新');
      const edits = draft.edits.map((one) => seenNow(carryOver(one, inForce.current().files)));
      const next: Draft = { ...draft, edits, state: 'draft', baseNumber: inForce.number(), updatedAt: at() };
      return drafts.write(next, ref.row);
    },

    async propose(author, ref) {
      await inForce.refresh();
      const draft = await mine(author, ref);
      requireState(draft, ['draft', 'rejected'], '提交');
      refuseStale(draft);
      refuseErrors(await check(draft));
      const written = await drafts.write({ ...draft, state: 'proposed', decision: null, updatedAt: at() }, ref.row);
      await audit({ actor: author, action: 'rules.proposed', object: draft.draftId, detail: { title: draft.title } });
      return written;
    },

    async withdraw(author, ref) {
      const draft = await mine(author, ref);
      requireState(draft, ['draft', 'proposed', 'rejected'], '撤回');
      const written = await drafts.write({ ...draft, state: 'withdrawn', updatedAt: at() }, ref.row);
      await audit({ actor: author, action: 'rules.withdrawn', object: draft.draftId, detail: {} });
      return written;
    },

    async reject(approver, ref, reason) {
      const { draft } = await seen(ref);
      requireState(draft, ['proposed'], '退回');
      requireOther(draft, approver);
      const decision = decided(approver, reason);
      const written = await drafts.write({ ...draft, state: 'rejected', decision, updatedAt: at() }, ref.row);
      await audit({ actor: approver, action: 'rules.rejected', object: draft.draftId, detail: { reason } });
      return written;
    },

    async publish(approver, ref, reason) {
      await inForce.refresh();
      const { draft } = await seen(ref);
      requireOther(draft, approver);
      requireState(draft, ['proposed'], '发布');
      // A publishing that was interrupted before the draft was settled is not done twice.
      const done = (await versions.list()).find(({ draftId }) => draftId === draft.draftId);
      const version = done ?? (await publishDraft(draft, approver, reason));
      const settled: Draft = {
        ...draft,
        state: 'published',
        decision: decided(approver, reason),
        publishedAs: version.number,
        updatedAt: at(),
      };
      await drafts.write(settled, ref.row);
      const detail = { draftId: draft.draftId, author: draft.author, version: version.version, reason };
      await audit({ actor: approver, action: 'rules.published', object: `rules/${version.number}`, detail });
      return version;
    },

    async rollBack(by, number, reason) {
      await inForce.refresh();
      const list = await versions.list();
      const [current] = list;
      const target = list.find((one) => one.number === number);
      if (current === undefined || (target === undefined && number !== 0)) {
        throw new RefusedError(`没有第 ${number} 版规则`, { hint: '请从版本列表里选择' });
      }
      if (current.number === number) throw new RefusedError(`第 ${number} 版就是现行版本`);
      const version = await putInForce(current, {
        author: by,
        approver: by,
        title: number === 0 ? '恢复出厂规则' : `回退到第 ${number} 版`,
        reason,
        draftId: null,
        restores: number,
        edits: editsBack(current.edits, target?.edits ?? [], reason),
      });
      const detail = { restores: number, version: version.version, reason };
      await audit({ actor: by, action: 'rules.rolled-back', object: `rules/${version.number}`, detail });
      return version;
    },
  };

  async function publishDraft(draft: Draft, approver: string, reason: string): Promise<RuleVersion> {
    refuseStale(draft);
    const own = draft.edits.map(({ edit }) => edit);
    refuseErrors(misfits(own, inForce.current().packs));
    const current = await versions.current();
    return putInForce(current, {
      author: draft.author,
      approver,
      title: draft.title,
      reason: reason === '' ? draft.reason : reason,
      draftId: draft.draftId,
      restores: null,
      edits: mergeEdits(current?.edits ?? [], own),
    });
  }
}

function requireState(draft: Draft, states: readonly Draft['state'][], verb: string): void {
  if (states.includes(draft.state)) return;
  if (draft.state === 'draft') throw new RefusedError(`还没有提交审批，不能${verb}`, { hint: '请作者先提交' });
  throw new RefusedError(`这份草稿${DRAFT_STATES[draft.state]}，不能再${verb}`, { hint: '请刷新后再看' });
}

function requireOther(draft: Draft, approver: string): void {
  if (draft.author !== approver) return;
  throw new RefusedError('草稿须由另一人审批', { hint: '请请同事审批；作者本人可以撤回' });
}

function refuseErrors(diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter(isError);
  if (errors.length === 0) return;
  const named = errors.slice(0, MOST_NAMED).map(formatDiagnostic).join('；');
  const rest = errors.length > MOST_NAMED ? `；另有 ${errors.length - MOST_NAMED} 处` : '';
  throw new RefusedError(`规则有 ${errors.length} 处错误：${named}${rest}`, { hint: '请改正后再试' });
}
