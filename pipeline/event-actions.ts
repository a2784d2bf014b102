import { createTracer } from './cluster/clues.ts';
import { type GatherDeps, placedOf, unite } from './cluster/gather.ts';
import { regroup } from './cluster/regroup.ts';
import { ConflictError, RetryableError } from './errors.ts';
import type { ActionResult, EventAction } from './model/action.ts';
import type { AuditEntry } from './model/audit.ts';
import { toShanghai } from './model/calendar.ts';
import { CONSTRAINTS, type Constraint, constraint } from './model/constraint.ts';
import type { Event } from './model/event.ts';
import { type RespondDeps, respondTo } from './respond-hop.ts';
import type { StageContext } from './stage.ts';
import type { Store } from './store/store.ts';
import { createWorkingSet, type WorkingSet } from './working-set.ts';

export type EventActionDeps = Omit<RespondDeps, 'posts'>;

/** Merges or splits events, or refuses to in words. The decision is kept before the events are written: a crash in between repeats both. */
export async function actOnEvent(wanted: EventAction, deps: EventActionDeps, ctx: StageContext): Promise<void> {
  const { store } = deps;
  const working = createWorkingSet(store);
  const event = await working.event(wanted.eventId);
  const decided = await decide(wanted, event, working);
  const problem = typeof decided === 'string' ? decided : null;
  if (typeof decided !== 'string' && event !== null) {
    await keep(wanted.actionId, decided, store);
    const rules = deps.rules();
    const gather: GatherDeps = {
      ...{ working, tracer: createTracer(rules.lexicon, rules.fold), scoring: rules.scoring },
      constraints: [...(await store.states(CONSTRAINTS)).values()].map(({ value }) => constraint.parse(value)),
    };
    const made =
      wanted.kind === 'merge'
        ? [(await unite([wanted.eventId, wanted.otherEventId], [], null, gather)).event]
        : await regroup(wanted.eventId, gather);
    for (const one of made) await respondTo(await placedOf(one, gather), working, deps, ctx);
  }
  const at = toShanghai(ctx.now());
  working.add({ audit: [lineOf(wanted, problem, at)] });
  const result: ActionResult = {
    ...{ actionId: wanted.actionId, alertId: wanted.eventId, problem, at },
    state: problem === null ? 'applied' : 'refused',
  };
  const unit = { ...(await working.unit()), actionResults: [result] };
  try {
    await store.commit(unit);
  } catch (error) {
    if (error instanceof ConflictError) {
      throw new RetryableError('event changed meanwhile', { cause: error, retryAfterMs: 10 });
    }
    throw error;
  }
  for (const { from } of unit.merged ?? []) deps.onEvent?.(from);
  for (const { eventId } of unit.events ?? []) deps.onEvent?.(eventId);
  for (const alert of unit.alerts ?? []) deps.onAlert?.(alert);
}

/** What is to hold from now on, or why it cannot. */
async function decide(
  wanted: EventAction,
  event: Event | null,
  working: WorkingSet,
): Promise<readonly Constraint[] | string> {
  if (event === null) return '没有这个事件，可能地址有误';
  if (wanted.reason.trim() === '') return '请写明理由';
  const members = await working.members(event.eventId);
  if (wanted.kind === 'merge') {
    const other = await working.event(wanted.otherEventId);
    if (other === null) return '没有要并入的那个事件，请检查编号';
    if (other.eventId === event.eventId) return '两个编号已是同一个事件，不必再合并';
    const theirs = await working.members(other.eventId);
    return [{ kind: 'together', left: members.map(idOf), right: theirs.map(idOf) }];
  }
  const chosen = new Set(wanted.docIds);
  const foreign = wanted.docIds.filter((docId) => !members.some((member) => member.docId === docId));
  if (foreign.length > 0) return `有 ${foreign.length} 帖不在这个事件里，请刷新后再选`;
  const out: string[] = [];
  for (const { docId, copyOf } of members) {
    // An exact copy has no text of its own: it goes where its original goes.
    const follows = copyOf !== null && (await working.post(docId)) === null;
    if (chosen.has(follows ? copyOf : docId)) out.push(docId);
  }
  const rest = members.map(idOf).filter((docId) => !out.includes(docId));
  if (out.length === 0 || rest.length === 0) return '拆分后两边都要有帖文，请重新选择';
  return [
    { kind: 'apart', left: out, right: rest },
    { kind: 'together', left: out, right: out },
    { kind: 'together', left: rest, right: rest },
  ];
}

/** A later decision takes the place of those it goes against. */
async function keep(actionId: string, decided: readonly Constraint[], store: Store): Promise<void> {
  const [main] = decided;
  if (main === undefined) return;
  for (const [id, { value }] of await store.states(CONSTRAINTS)) {
    if (!id.startsWith(`${actionId}.`) && contradicts(constraint.parse(value), main))
      await store.deleteState(CONSTRAINTS, id);
  }
  for (const [k, one] of decided.entries()) {
    const id = `${actionId}.${k}`;
    if ((await store.state(CONSTRAINTS, id)) === null) await store.putState(CONSTRAINTS, id, one, null);
  }
}

function contradicts(earlier: Constraint, later: Constraint): boolean {
  if (earlier.kind === later.kind) return false;
  const spans = (all: readonly string[], { left, right }: Constraint) =>
    left.some((docId) => all.includes(docId)) && right.some((docId) => all.includes(docId));
  if (later.kind === 'apart') return spans([...earlier.left, ...earlier.right], later);
  return spans([...later.left, ...later.right], earlier);
}

function idOf({ docId }: { docId: string }): string {
  return docId;
}

function lineOf(wanted: EventAction, problem: string | null, at: string): AuditEntry {
  const { kind, eventId, actionId, reason, by } = wanted;
  const what = kind === 'merge' ? { otherEventId: wanted.otherEventId } : { docIds: wanted.docIds };
  return {
    ...{ at, actor: by.account, object: eventId },
    action: problem === null ? `event.${kind}` : `event.${kind}.refused`,
    detail: { actionId, ...what, reason, name: by.name, role: by.role, department: by.department, problem },
  };
}
