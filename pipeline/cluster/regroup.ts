import type { ScoringSpec } from '../../rules/schema.ts';
import type { Constraint } from '../model/constraint.ts';
import type { Copy, Event } from '../model/event.ts';
import type { AnalysedPost } from '../store/store.ts';
import type { WorkingSet } from '../working-set.ts';
import { type Tracer, WINDOW_MS } from './clues.ts';
import { combine, eventOf, isSameEvent, type Substance, substanceOf, withCopy } from './event-of.ts';
import { createGroups } from './groups.ts';
import { createKinIndex } from './kin-index.ts';
import { kinshipOf } from './kinship.ts';

/** What an event consists of. */
export interface Cast {
  posts: readonly AnalysedPost[];
  copies: readonly Copy[];
}

export interface Grouping {
  /** docIds of each happening. */
  parts: readonly (readonly string[])[];
  /** For each post that copies one before it in the given order, that one, or what it copies itself. */
  copyOf: ReadonlyMap<string, string>;
}

/**
 * Groups posts and copies anew from nothing but themselves and what operators decided. This is what the placing of one
 * post after the other comes to; it is also the way back when a post has changed or an event is taken apart.
 */
export function groupCast({ posts, copies }: Cast, tracer: Tracer, constraints: readonly Constraint[] = []): Grouping {
  const byId = new Map(posts.map((post) => [post.post.docId, post]));
  const kept = copies.filter(({ docId, original }) => byId.has(original) && !byId.has(docId));
  const groups = createGroups([...byId.keys(), ...kept.map(({ docId }) => docId)], constraints);
  const index = createKinIndex(WINDOW_MS);
  const copyOf = new Map<string, string>();
  for (const [docId, post] of byId) {
    const { alike, sharing } = index.meet(tracer.trace(post));
    for (const other of sharing) groups.link(docId, other.docId);
    for (const other of alike) {
      const known = byId.get(other);
      const kinship = known === undefined ? null : kinshipOf(post, known);
      if (kinship === null) continue;
      groups.link(docId, other);
      if (kinship === 'copy' && !copyOf.has(docId)) copyOf.set(docId, copyOf.get(other) ?? other);
    }
  }
  for (const copy of kept) {
    groups.link(copy.docId, copy.original);
    copyOf.set(copy.docId, copy.original);
    const original = byId.get(copy.original);
    if (original === undefined) continue;
    for (const other of index.meet(tracer.traceCopy(copy, original)).sharing) groups.link(copy.docId, other.docId);
  }
  return { parts: groups.parts(), copyOf };
}

export function substanceOfCast({ posts, copies }: Cast): Substance | null {
  const [first, ...others] = posts.map(substanceOf);
  return first === undefined ? null : copies.reduce(withCopy, others.reduce(combine, first));
}

/**
 * Groups the members of an event anew and writes the events they make. Its id leads to the part with the most members
 * where none of them makes that id.
 */
export async function regroup(
  eventId: string,
  deps: { working: WorkingSet; tracer: Tracer; scoring: ScoringSpec; constraints: readonly Constraint[] },
): Promise<readonly Event[]> {
  const { working, tracer, scoring, constraints } = deps;
  const members = new Map((await working.members(eventId)).map((member) => [member.docId, member]));
  const cast = await readCast([...members.keys()], working);
  const before = await working.event(eventId);
  const parts = groupCast(cast, tracer, constraints)
    .parts.map((docIds) => castOf(cast, docIds))
    .sort((a, b) => sizeOf(b) - sizeOf(a));
  const made: Event[] = [];
  for (const part of parts) {
    const substance = substanceOfCast(part);
    if (substance === null) continue;
    const { event } = eventOf(substance, scoring, 1);
    const known = await working.event(event.eventId);
    if (known === null || known.eventId !== event.eventId || !isSameEvent(known, event)) working.putEvent(event);
    for (const { docId } of [...part.posts.map(({ post }) => post), ...part.copies]) {
      const member = members.get(docId);
      if (member !== undefined) working.join({ ...member, eventId: event.eventId });
    }
    made.push(event);
  }
  const [largest] = made;
  if (before !== null && largest !== undefined && !made.some((event) => event.eventId === before.eventId)) {
    working.merge(before.eventId, largest.eventId);
  }
  return made;
}

async function readCast(docIds: readonly string[], working: WorkingSet): Promise<Cast> {
  const posts: AnalysedPost[] = [];
  const copies: Copy[] = [];
  for (const docId of docIds) {
    const post = await working.post(docId);
    const copy = post === null ? await working.copy(docId) : null;
    if (post !== null) posts.push(post);
    else if (copy !== null) copies.push(copy);
  }
  return { posts, copies };
}

function castOf({ posts, copies }: Cast, docIds: readonly string[]): Cast {
  const ids = new Set(docIds);
  return {
    posts: posts.filter(({ post }) => ids.has(post.docId)),
    copies: copies.filter(({ docId }) => ids.has(docId)),
  };
}

function sizeOf({ posts, copies }: Cast): number {
  return posts.length + copies.length;
}
