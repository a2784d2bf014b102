import { afterEach, beforeEach, expect, it } from 'vitest';
import { createArrivedAnswers } from '../../../pipeline/case/arrived-answers.ts';
import { type CaseKeeperDeps, createCaseKeeper } from '../../../pipeline/case/case-keeper.ts';
import { actOnCase } from '../../../pipeline/case-actions.ts';
import type { CaseAction, CaseActionKind } from '../../../pipeline/model/case-action.ts';
import { caseActionOf, PEOPLE, type PersonName, RESPOND_CLOCK, startCase } from '../../support/cases.ts';
import { sampleEvent, sampleResponse } from '../../support/engine-samples.ts';
import { SILENT_LOG, sampleAlert, sampleAnalysed } from '../../support/samples.ts';
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
const keeper = (more: Partial<Pick<CaseKeeperDeps, 'answers' | 'now' | 'queries' | 'store'>> = {}) =>
  createCaseKeeper({
    store: server.store,
    queries: server.deps.queries,
    submit,
    ground: () => ({ escalation: server.deps.rules().escalation, workingDays: server.deps.workingDays }),
    now: () => Date.parse(at(90)),
    log: SILENT_LOG,
    ...more,
  });
/** Cases of as many happenings, the last one due last, each with a post of its own. */
async function manyCases(count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  await server.store.commit({
    posts: numbers.map((n) => sampleAnalysed({ docId: `d_m${n}` })),
    events: numbers.map((n) => sampleEvent({ eventId: `e_m${n}`, firstDocId: `d_m${n}`, version: 1 })),
    memberships: numbers.map((n) => ({ docId: `d_m${n}`, eventId: `e_m${n}`, at: at(0), copyOf: null, trace: '' })),
    cases: numbers.map((n) => {
      const deadlines = [{ ...RESPOND_CLOCK, dueAt: at(100 + n) }];
      return startCase({ eventId: `e_m${n}`, alertId: `a_m${n}`, deadlines }, `c_m${n}`).now;
    }),
  });
}
const reply = (n: number) =>
  server.store.commit({ responses: [sampleResponse({ responseId: `p_m${n}`, docId: `d_m${n}`, eventId: null })] });
const proposed = () => sent.filter(({ kind }) => kind === 'propose').map(({ caseId }) => caseId);

const openings = () => sent.filter(({ kind }) => kind !== 'propose').map(({ kind }) => kind);

let acts = 0;
async function act(caseId: string, by: PersonName, kind: CaseActionKind, more: object = {}) {
  const action = {
    ...caseActionOf(kind, PEOPLE[by], more as never, { caseId, at: at(91) }),
    actionId: `${kind}-${caseId}-${acts++}`,
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

async function archivedCase(): Promise<string> {
  const [made] = await server.store.casesOfEvent('e_1');
  const caseId = made?.caseId ?? '';
  await act(caseId, 'hr', 'false-alarm');
  await act(caseId, 'chief', 'confirm');
  return caseId;
}

/** The archived case and the one that follows it; there are no others. */
async function inOrder() {
  const cases = await server.store.casesOfEvent('e_1');
  expect(cases).toHaveLength(2);
  return cases.toSorted((a, b) => Number(a.follows !== null) - Number(b.follows !== null));
}

it('an alert after the archive opens a case that follows, once, however grave; history opens none', async () => {
  await keeper().round();
  const caseId = await archivedCase();
  const lesser = sampleAlert({ alertId: 'a_3', eventId: 'e_1', level: '蓝', detectedAt: at(80) });
  await server.store.commit({ alerts: [lesser] });
  const closed = sampleAlert({
    ...{ alertId: 'a_old', eventId: 'e_old', state: 'closed', closedBy: 'system', nextDueAt: null },
  });
  await server.store.commit({ alerts: [closed] });
  await Promise.all([keeper().round(), keeper().round()]);
  await keeper().round();
  const [former, next] = await inOrder();
  expect(former).toMatchObject({ caseId, state: 'archived', alerts: ['a_1', 'a_2'] });
  expect(former?.log.at(-1)?.details.join('')).toContain('另立后续个案');
  expect(next).toMatchObject({ follows: caseId, state: 'assessing', level: '蓝', alerts: ['a_3'] });
  expect(await server.store.casesOfEvent('e_old')).toEqual([]);
  await newAlert('a_4', 'e_1');
  await keeper().round();
  expect(await server.store.case(next?.caseId ?? '')).toMatchObject({ level: '红', alerts: ['a_3', 'a_4'] });
});

it('an alert that stands in an archived case, as before, gets a case of its own; one that the archive closes does not', async () => {
  await keeper().round();
  const caseId = await archivedCase();
  const stuck = sampleAlert({ alertId: 'a_3', eventId: 'e_1', level: '橙', detectedAt: at(80) });
  const archived = await server.store.case(caseId);
  if (archived === null) throw new Error('no such case');
  const alerts = [...archived.alerts, 'a_3'];
  await server.store.commit({ cases: [{ ...archived, alerts, version: archived.version + 1 }], alerts: [stuck] });
  await keeper().round();
  const [, next] = await inOrder();
  expect(next).toMatchObject({ follows: caseId, alerts: ['a_3'] });
  // What the list told is older than what is true: the alert was closed with its case in between.
  const stale = { ...server.deps.queries, findAlerts: async () => ({ items: [stuck], total: 1, totalCapped: false }) };
  await act(next?.caseId ?? '', 'hr', 'false-alarm');
  await act(next?.caseId ?? '', 'chief', 'confirm');
  expect(await server.store.alert('a_3')).toMatchObject({ state: 'closed' });
  await keeper({ queries: stale }).round();
  expect(await server.store.casesOfEvent('e_1')).toHaveLength(2);
});

it('an alert joins a case that was reopened, also one that it met while that was being archived', async () => {
  await keeper().round();
  const caseId = await archivedCase();
  await act(caseId, 'hr', 'reopen');
  await newAlert('a_3', 'e_1');
  const [before] = await server.store.casesOfEvent('e_1');
  if (before === undefined) throw new Error('no case');
  // As seen just before the archive: the raise is refused, and the next round asks anew.
  await act(caseId, 'hr', 'false-alarm', {});
  const store = { ...server.store, casesOfEvent: async () => [before] };
  await act(caseId, 'chief', 'confirm');
  await keeper({ store }).round();
  expect(sent.at(-1)).toMatchObject({ kind: 'raise' });
  await act(caseId, 'hr', 'reopen', {});
  await keeper().round();
  expect((await server.store.case(caseId))?.alerts).toEqual(['a_1', 'a_2', 'a_3']);
});

it('a reply finds its case among 200 in the round after it came, however late that case is due', async () => {
  await manyCases(200);
  const answers = createArrivedAnswers();
  const one = keeper({ answers });
  await one.round();
  expect(proposed()).not.toContain('c_m200');
  await reply(200);
  answers.add(['d_m200', 'd_unknown']);
  // The walk is not due for a while: what arrived is looked at all the same.
  await one.round();
  expect(proposed().filter((caseId) => caseId === 'c_m200')).toHaveLength(1);
  await one.round();
  expect(proposed().filter((caseId) => caseId === 'c_m200')).toHaveLength(1);
});

it('the walk comes to each of 200 cases, also those due last, so that a restart forgets no reply', async () => {
  await manyCases(200);
  await Promise.all([1, 77, 200].map(reply));
  let now = Date.parse(at(90));
  const one = keeper({ now: () => now });
  for (let look = 0; look < 21; look++) {
    await one.round();
    now += 15_000;
  }
  expect(
    proposed()
      .filter((caseId) => caseId.startsWith('c_m'))
      .sort(),
  ).toEqual(['c_m1', 'c_m200', 'c_m77']);
});

it('cases from before limits of handling get theirs at the first round, all pages of them, and those that were reopened on the walk', async () => {
  await manyCases(130);
  const of = (n: number) => server.store.case(`c_m${n}`);
  const age = async (n: number, more: object = {}) => {
    const now = await of(n);
    if (now === null) throw new Error('no such case');
    await server.store.commit({
      cases: [{ ...now, ...more, alerts: ['a_1'], handling: [], handlingLevel: null, version: now.version + 1 }],
    });
  };
  for (const n of [1, 60, 130]) await age(n);
  await age(2, { state: 'archived', ending: 'done' });
  let now = Date.parse(at(90));
  const one = keeper({ now: () => now });
  await one.round();
  expect(sent.filter(({ kind }) => kind === 'limit').map(({ caseId }) => caseId)).toEqual(['c_m1', 'c_m60', 'c_m130']);
  const given = await of(130);
  expect(given?.deadlines.filter(({ kind }) => kind === 'handle')).toEqual([
    expect.objectContaining({ anchorAt: at(1), cause: '立案时系统还没有处置时限，补算' }),
  ]);
  expect((await of(2))?.handlingLevel).toBeNull();
  await age(2, { state: 'handling', ending: null });
  for (let look = 0; look < 15; look++) {
    now += 15_000;
    await one.round();
  }
  expect((await of(2))?.handlingLevel).toBe('黄');
  expect(sent.filter(({ kind }) => kind === 'limit')).toHaveLength(4);
});
