import { ConflictError } from '../../errors.ts';
import { membership } from '../../model/event.ts';
import type { WriteUnit } from '../store.ts';
import type { Elastic } from './elastic-client.ts';
import { aliasSource, caseId, membershipSource, numberField, textField } from './elastic-docs.ts';
import type { Draft } from './elastic-draft.ts';
import { casesWithAny } from './elastic-events.ts';
import type { Source } from './elastic-write.ts';

type Move = NonNullable<WriteUnit['merged']>[number];

/** Stored memberships and aliases of events, by kind and event: what goes along when they become part of others. */
export type Followers = ReadonlyMap<string, readonly (readonly [string, Source])[]>;

const KINDS = ['membership', 'alias'] as const;
const keyOf = (kind: string, eventId: string) => `${kind}:${eventId}`;

/** As the index was when last refreshed. An event that was never stored has none. */
export async function readFollowers(
  { elastic, cases }: { elastic: Elastic; cases: string },
  merged: readonly Move[],
): Promise<Followers> {
  const values = merged.filter(({ version }) => version > 0).map(({ from }) => from);
  const found = await Promise.all(
    KINDS.map(async (kind) =>
      (await casesWithAny(elastic, cases, kind, { field: 'eventId', values })).map(
        ({ id, source }) => [keyOf(kind, textField(source, 'eventId')), [id, source]] as const,
      ),
    ),
  );
  const followers = new Map<string, (readonly [string, Source])[]>();
  for (const [key, record] of found.flat()) followers.set(key, [...(followers.get(key) ?? []), record]);
  return followers;
}

/** Works events that go to another one into a draft. True when moved, false when that was done before. */
export function mergeEvent(draft: Draft, followers: Followers, { from, into, version }: Move): boolean {
  const stored = draft.now(caseId('event', from));
  const present = stored === null ? 0 : numberField(stored, 'version');
  if (leadsTo(draft, from) === into) return false;
  if (present !== version) {
    throw new ConflictError(`event ${from} is at version ${present}, merging version ${version} came too late`);
  }
  const [memberships = [], aliases = []] = KINDS.map((kind) =>
    following(draft, kind, from, followers.get(keyOf(kind, from)) ?? []),
  );
  if (stored !== null) draft.set(caseId('event', from), null);
  for (const [id, source] of memberships) {
    const moved = { ...membership.parse(JSON.parse(textField(source, 'doc'))), eventId: into };
    draft.set(id, membershipSource(moved));
  }
  for (const alias of [...aliases.map(([, source]) => textField(source, 'id')), from]) {
    if (alias !== into) draft.set(caseId('alias', alias), aliasSource(alias, into));
  }
  standAlone(draft, into);
  return true;
}

/** Whatever the id has led to, from now on it is this event's own. */
export function standAlone(draft: Draft, eventId: string): void {
  const alias = caseId('alias', eventId);
  if (draft.now(alias) !== null) draft.set(alias, null);
}

function leadsTo(draft: Draft, eventId: string): string {
  const alias = draft.now(caseId('alias', eventId));
  return alias === null ? eventId : textField(alias, 'eventId');
}

/** Records with that event, without those that the unit has changed, and those that it has given the event. */
function following(
  draft: Draft,
  kind: string,
  eventId: string,
  stored: readonly (readonly [string, Source])[],
): (readonly [string, Source])[] {
  const all = new Map<string, Source | null>(stored);
  for (const [id, source] of draft.written(kind)) all.set(id, source);
  return [...all].flatMap(([id, source]) => (source?.eventId === eventId ? [[id, source] as const] : []));
}
