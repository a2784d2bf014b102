import type { ScoringSpec } from '../../rules/schema.ts';
import type { Constraint } from '../model/constraint.ts';
import type { Copy, Event, Membership } from '../model/event.ts';
import { momentOf } from '../model/post-fields.ts';
import type { Kin, Trace } from '../model/trace.ts';
import type { Risk } from '../model/verdict.ts';
import type { AnalysedPost } from '../store/store.ts';
import type { WorkingSet } from '../working-set.ts';
import { type Tracer, traceKey } from './clues.ts';
import { combine, eventOf, isSameEvent, type Substance, substanceOf, withCopy } from './event-of.ts';
import { holdsApart } from './groups.ts';
import { kinshipOf } from './kinship.ts';
import { regroup } from './regroup.ts';

export interface GatherDeps {
  working: WorkingSet;
  tracer: Tracer;
  scoring: ScoringSpec;
  constraints: readonly Constraint[];
}

/** An event as it stands after a post was placed, with what is needed to raise an alert. */
export interface Placed {
  event: Event;
  risk: Risk;
  gravest: AnalysedPost;
}

/**
 * Places a stored post, with the copies that were here before it: joins the events of its kin, which thereby become one, or opens one. A post that was placed
 * before and has not changed since only brings its event up to date. Null where nothing changed.
 */
export async function placePost(
  post: AnalysedPost,
  met: { trace: Trace; kin: Kin; copies: readonly Copy[] },
  deps: GatherDeps,
): Promise<Placed | null> {
  const { working } = deps;
  const { docId } = post.post;
  const trace = traceKey(met.trace);
  const own = await working.membership(docId);
  if (own !== null && own.trace === trace) return bringUpToDate(own.eventId, post, deps);

  const { links, copyOf } = await kinOf(post, met.kin, deps);
  if (own !== null) {
    const { hourless: _, ...before } = own;
    working.join({ ...before, ...momentOf(post.post), copyOf, trace });
    await regroup(own.eventId, deps);
    const present = (await working.membership(docId))?.eventId;
    return present === undefined ? null : unite([present], links, null, deps);
  }
  const fresh = met.copies.reduce(withCopy, substanceOf(post));
  const placed = await unite([], links, { substance: fresh, docIds: [docId] }, deps);
  const { eventId } = placed.event;
  working.join({ docId, eventId, ...momentOf(post.post), copyOf, trace });
  for (const copy of met.copies) working.join(memberOfCopy(copy, eventId));
  return placed;
}

/** Places an exact copy with its original; its own time may tie further posts to the event. Null where the original has no event. */
export async function placeCopy(copy: Copy, kin: Kin, deps: GatherDeps): Promise<Placed | null> {
  const { working } = deps;
  const original = await working.membership(copy.original);
  if (original === null) return null;
  const links = kin.sharing.map(({ docId }) => docId);
  const isMember = (await working.membership(copy.docId)) !== null;
  if (isMember) {
    const others = await eventsOf(links, working);
    return others.every((eventId) => eventId === original.eventId)
      ? null
      : unite([original.eventId], links, null, deps);
  }
  const event = await working.event(original.eventId);
  if (event === null) return null;
  const placed = settle(withCopy(await load(event, working), copy), [event.eventId], deps);
  const { eventId } = placed.event;
  working.join(memberOfCopy(copy, eventId));
  const others = await eventsOf(links, working);
  return others.every((other) => other === eventId) ? placed : unite([eventId], links, null, deps);
}

/** A post that is not the bureau's business any more leaves its event, which may fall apart. The last one stays. */
export async function releasePost(docId: string, deps: GatherDeps): Promise<void> {
  const own = await deps.working.membership(docId);
  if (own === null) return;
  const members = await deps.working.members(own.eventId);
  const others: Membership[] = [];
  for (const member of members) {
    // An exact copy has no text of its own: it goes where its original goes.
    const follows = member.copyOf === docId && (await deps.working.post(member.docId)) === null;
    if (member.docId !== docId && !follows) others.push(member);
  }
  if (others.length === 0) return;
  for (const member of members) if (!others.includes(member)) deps.working.depart(member.docId);
  await regroup(own.eventId, deps);
}

/** Makes one event of those given and of the events of the linked posts, as far as nothing holds them apart. */
export async function unite(
  eventIds: readonly string[],
  links: readonly string[],
  fresh: { substance: Substance; docIds: readonly string[] } | null,
  deps: GatherDeps,
): Promise<Placed> {
  const { working, constraints } = deps;
  const apart = constraints.filter(({ kind }) => kind === 'apart');
  const wanted = [...new Set([...eventIds, ...(await eventsOf(links, working))])];
  let substance = fresh?.substance ?? null;
  let members: string[] = [...(fresh?.docIds ?? [])];
  const taken: string[] = [];
  for (const eventId of wanted) {
    const event = await working.event(eventId);
    if (event === null) continue;
    if (apart.length > 0) {
      const theirs = (await working.members(eventId)).map(({ docId }) => docId);
      if (members.length > 0 && apart.some((one) => holdsApart(one, members, theirs))) continue;
      members = [...members, ...theirs];
    }
    const other = await load(event, working);
    substance = substance === null ? other : combine(substance, other);
    taken.push(event.eventId);
  }
  if (substance === null) throw new RangeError(`no event among ${wanted.join(', ')}`);
  return settle(substance, taken, deps);
}

/** Writes the event that a substance makes; those it was made of lead to it from now on. */
export function settle(substance: Substance, madeOf: readonly string[], { working, scoring }: GatherDeps): Placed {
  const { event, risk } = eventOf(substance, scoring, 1);
  for (const eventId of madeOf) if (eventId !== event.eventId) working.merge(eventId, event.eventId);
  working.putEvent(event);
  return { event, risk, gravest: substance.gravest };
}

/** The substance of a stored event. A post that cannot be read any more is stood in for by the gravest that can. */
export async function load(event: Event, working: WorkingSet): Promise<Substance> {
  const roles = [event.gravestDocId, event.titleDocId, event.placeDocId];
  const [gravest, titled, placed] = await Promise.all(roles.map((docId) => working.post(docId)));
  const stand = gravest ?? titled ?? placed;
  if (stand === null || stand === undefined) throw new RangeError(`no post of event ${event.eventId} can be read`);
  return {
    first: { at: event.firstAt, docId: event.firstDocId },
    last: event.lastAt,
    postCount: event.postCount,
    copyCount: event.copyCount,
    sources: event.sources,
    gravest: gravest ?? stand,
    titled: titled ?? stand,
    placed: placed ?? stand,
  };
}

function memberOfCopy({ docId, original, at, hourless }: Copy, eventId: string): Membership {
  return { docId, eventId, at, ...(hourless ? { hourless } : {}), copyOf: original, trace: '' };
}

async function bringUpToDate(eventId: string, post: AnalysedPost, deps: GatherDeps): Promise<Placed | null> {
  const event = await deps.working.event(eventId);
  if (event === null) return null;
  const before = await load(event, deps.working);
  const alone = substanceOf(post);
  const { gravest, titled, placed } = combine(before, alone);
  const { event: after, risk } = eventOf({ ...before, gravest, titled, placed }, deps.scoring, event.version);
  if (isSameEvent(after, event)) return null;
  const isRole = [event.gravestDocId, event.titleDocId, event.placeDocId].includes(post.post.docId);
  if (isRole) {
    // What it stood for may now be said better by another member.
    await regroup(eventId, deps);
    const present = await deps.working.event(eventId);
    return present && placedOf(present, deps);
  }
  deps.working.putEvent(after);
  return { event: after, risk, gravest };
}

/** An event as it stands, for raising alerts. */
export async function placedOf(event: Event, { working, scoring }: GatherDeps): Promise<Placed> {
  const substance = await load(event, working);
  const { risk } = eventOf(substance, scoring, event.version);
  return { event, risk, gravest: substance.gravest };
}

/** Posts that a post is tied to, and the stored original that it copies. */
async function kinOf(
  post: AnalysedPost,
  kin: Kin,
  { working }: GatherDeps,
): Promise<{ links: string[]; copyOf: string | null }> {
  const links = kin.sharing.map(({ docId }) => docId);
  const originals: Membership[] = [];
  for (const docId of kin.alike) {
    const [other, membership] = [await working.post(docId), await working.membership(docId)];
    if (other === null || membership === null) continue;
    const kinship = kinshipOf(post, other);
    if (kinship === null) continue;
    links.push(docId);
    if (kinship === 'copy') originals.push(membership);
  }
  const [first] = originals.map(({ docId, copyOf }) => copyOf ?? docId).filter((docId) => docId !== post.post.docId);
  return { links, copyOf: first ?? null };
}

async function eventsOf(docIds: readonly string[], working: WorkingSet): Promise<string[]> {
  const found = await Promise.all(docIds.map((docId) => working.membership(docId)));
  return [...new Set(found.flatMap((membership) => (membership === null ? [] : [membership.eventId])))].sort();
}
