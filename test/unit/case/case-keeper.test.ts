import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCaseKeeper } from '../../../pipeline/case/case-keeper.ts';
import { actOnCase } from '../../../pipeline/case-actions.ts';
import type { CaseAction, CaseActionKind } from '../../../pipeline/model/case-action.ts';
import { caseActionOf, PEOPLE, type PersonName } from '../../support/cases.ts';
import { SILENT_LOG, sampleAlert } from '../../support/samples.ts';
import { at, openServer, type TestServer } from '../server/fixture.ts';

/** The seed of the server has two alerts of one event: a_1 orange, and a minute later a_2 red. */
let server: TestServer;
let sent: CaseAction[];
beforeEach(async () => {
  server = await openServer();
  sent = [];
});
afterEach(() => server.close());

async function submit(action: CaseAction) {
  sent.push(action);
  await actOnCase(action, { store: server.store, channels: ['in-app'] });
  return (await server.store.actionResult(action.actionId)) ?? 'pending';
}
const keeper = () =>
  createCaseKeeper({
    store: server.store,
    queries: server.deps.queries,
    submit,
    ground: () => ({ escalation: server.deps.rules().escalation, workingDays: server.deps.workingDays }),
    now: () => Date.parse(at(90)),
    log: SILENT_LOG,
  });
const openings = () => sent.filter(({ kind }) => kind !== 'propose').map(({ kind }) => kind);

async function act(caseId: string, by: PersonName, kind: CaseActionKind, more: object = {}) {
  const action = {
    ...caseActionOf(kind, PEOPLE[by], more as never, { caseId, at: at(91) }),
    actionId: `${kind}-${caseId}`,
  };
  expect(await submit(action)).toMatchObject({ state: 'applied' });
  sent.pop();
}
const newAlert = (alertId: string, eventId: string) =>
  server.store.commit({ alerts: [sampleAlert({ alertId, eventId, level: '红', detectedAt: at(80) })] });

it('alerts of one event share a case: the oldest opens it, graver ones are added; the next round adds nothing', async () => {
  await keeper().round();
  expect(openings()).toEqual(['open', 'raise']);
  const [made] = await server.store.casesOfEvent('e_1');
  expect(made).toMatchObject({ level: '红', alerts: ['a_1', 'a_2'], version: sent.length });
  const before = sent.length;
  await keeper().round();
  expect(sent).toHaveLength(before);
});

it('two keepers that look at the same time open one case', async () => {
  await Promise.all([keeper().round(), keeper().round()]);
  const cases = await server.store.casesOfEvent('e_1');
  expect(cases).toHaveLength(1);
  expect(cases[0]?.alerts).toEqual(['a_1', 'a_2']);
});

it('an alert whose case went on in another one joins that one', async () => {
  await newAlert('a_9', 'e_9');
  await keeper().round();
  const [from] = await server.store.casesOfEvent('e_1');
  const [into] = await server.store.casesOfEvent('e_9');
  if (from === undefined || into === undefined) throw new Error('cases were not opened');
  await act(from.caseId, 'hr', 'merge', { intoCaseId: into.caseId });
  await newAlert('a_3', 'e_1');
  await keeper().round();
  expect((await server.store.case(into.caseId))?.alerts).toContain('a_3');
  expect((await server.store.case(from.caseId))?.state).toBe('archived');
});

it('an alert of an event whose case is archived joins that case, and history opens none', async () => {
  await keeper().round();
  const [made] = await server.store.casesOfEvent('e_1');
  const caseId = made?.caseId ?? '';
  await act(caseId, 'hr', 'false-alarm');
  await act(caseId, 'chief', 'confirm');
  await newAlert('a_3', 'e_1');
  const closed = sampleAlert({
    alertId: 'a_old',
    eventId: 'e_old',
    state: 'closed',
    closedBy: 'system',
    nextDueAt: null,
  });
  await server.store.commit({ alerts: [closed] });
  await keeper().round();
  expect(await server.store.case(caseId)).toMatchObject({ state: 'archived', alerts: ['a_1', 'a_2', 'a_3'] });
  expect(await server.store.casesOfEvent('e_old')).toEqual([]);
});
