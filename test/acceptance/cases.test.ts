import { afterEach, describe, expect, it } from 'vitest';
import { toShanghai } from '../../pipeline/model/calendar.ts';
import type { Case } from '../../pipeline/model/case.ts';
import { type CaseAction, caseAction } from '../../pipeline/model/case-action.ts';
import { createRawItem } from '../../pipeline/model/raw-item.ts';
import { verifyAudit } from '../../pipeline/store/audit-chain.ts';
import { caseActionOf, DRAFT, PEOPLE, type PersonName, replay } from '../support/cases.ts';
import { type Chain, caseKeeperOf, GRAVE, openChain, rawPost } from '../support/chain.ts';
import { MONDAY_NINE } from '../support/samples.ts';

const ALL = { limit: 200 };
let chain: Chain;
afterEach(() => chain.close());

const keeperOf = caseKeeperOf;

async function cases(): Promise<readonly Case[]> {
  return (await chain.queries.findCases({}, ALL)).items;
}

async function begin(): Promise<Case> {
  await chain.ingest.accept([rawPost('1', GRAVE.title, GRAVE.body)]);
  await chain.core.drain();
  await keeperOf(chain).round();
  const [made] = await cases();
  if (made === undefined) throw new Error('no case was opened');
  return made;
}

/** Done by somebody; a refusal fails the test. */
async function act(caseId: string, by: PersonName, kind: Parameters<typeof caseActionOf>[0], more: object = {}) {
  chain.clock.now += 60_000;
  const rest = { caseId, at: toShanghai(chain.clock.now) };
  const action = { ...caseActionOf(kind, PEOPLE[by], more as never, rest), actionId: `${caseId}-${chain.clock.now}` };
  expect(await chain.core.submitAction(action), `${kind} by ${by}`).toMatchObject({ state: 'applied' });
}

const replyOf = (id: string, text: string) =>
  createRawItem({
    ...{ sourceId: 'forum', sourceName: '水城论坛', channel: 'forum', nativeId: id, url: `http://bbs.example/${id}` },
    ...{ title: GRAVE.title, body: GRAVE.body, publishedRaw: toShanghai(MONDAY_NINE - 600_000) },
    ...{ fetchedAt: toShanghai(MONDAY_NINE), reply: { text, by: '市住建局', atRaw: toShanghai(MONDAY_NINE) } },
  });

describe('cases on the chain', () => {
  it('an alert opens one case, however often one looks, by two keepers and over a restart', async () => {
    chain = await openChain();
    const made = await begin();
    expect(made).toMatchObject({ state: 'assessing', desks: ['统筹'], version: 1 });
    expect(made.deadlines.map(({ kind }) => kind)).not.toContain('acknowledge');
    await Promise.all([keeperOf(chain).round(), keeperOf(chain).round()]);
    chain = await chain.restart();
    await keeperOf(chain).round();
    expect(await cases()).toEqual([made]);
  });

  it('the actions on the bus, replayed, give the same cases, and the audit chain holds each', async () => {
    chain = await openChain();
    const { caseId, lead } = await begin();
    await act(caseId, 'hr', 'grade', { grade: '重大' });
    await act(caseId, 'chief', 'assign', { lead: '质监站', co: ['物业科'], reason: `原由${lead}牵头` });
    await act(caseId, 'quality', 'accept');
    await act(caseId, 'quality', 'draft', DRAFT);
    await chain.core.submitAction(caseActionOf('publish', PEOPLE.quality, PUBLISHED, { caseId }));
    const log = (await chain.bus.read('action')).map(({ value }) => caseAction.parse(value));
    expect([...replay(log).values()]).toEqual(await cases());
    const rows = await chain.store.audit(0, 1_000);
    expect(verifyAudit(rows)).toMatchObject({ ok: true });
    const lines = rows.filter(({ object }) => object === caseId).map(({ action }) => action);
    expect(lines).toEqual(log.map(({ kind }) => (kind === 'publish' ? 'case.publish.refused' : `case.${kind}`)));
  });

  it('the same action twice is done once', async () => {
    chain = await openChain();
    const { caseId } = await begin();
    const action: CaseAction = caseActionOf('grade', PEOPLE.hr, { grade: '重大' }, { caseId });
    await Promise.all([chain.core.submitAction(action), chain.core.submitAction(action)]);
    await chain.core.drain();
    expect((await chain.store.case(caseId))?.version).toBe(2);
  });

  it('two people at once: one is done, the other is told of it', async () => {
    chain = await openChain();
    const { caseId, version } = await begin();
    const asked = [PEOPLE.hr, PEOPLE.duty].map((by) =>
      caseActionOf('grade', by, { grade: '特别重大', expectedVersion: version }, { caseId }),
    );
    const results = await Promise.all(asked.map((action) => chain.core.submitAction(action)));
    const states = results.map((result) => (result === 'pending' ? result : (result.refusal ?? result.state)));
    expect(states.toSorted()).toEqual(['applied', 'changed-meanwhile']);
  });

  it('those whose turn it becomes are told once, with the page of the case', async () => {
    chain = await openChain({ env: { YUQING_PUBLIC_URL: 'https://yuqing.example' } });
    const { caseId } = await begin();
    const told = async () => {
      await chain.core.drain();
      const found = await chain.queries.findNotices({ alertId: `case:${caseId}` }, ALL);
      return found.items.map(({ receiver, state, reason }) => `${receiver} ${reason} ${state}`).toSorted();
    };
    expect(await told()).toEqual([]);
    await act(caseId, 'hr', 'grade', { grade: '重大' });
    await act(caseId, 'chief', 'assign', { lead: '质监站', co: [] });
    await act(caseId, 'quality', 'accept');
    const lead = (await told()).filter((line) => line.startsWith('质监站'));
    expect(lead).toEqual(['质监站:科室负责人 case-turn sent', '质监站:联络员 case-turn sent']);
    const before = await told();
    await act(caseId, 'quality', 'draft', DRAFT);
    expect((await told()).filter((line) => !before.includes(line))).toEqual(['新闻中心:科室负责人 case-turn sent']);
  });

  it('taking the case is taking its alert: nobody is called out any more; its end closes the alert, which nobody can alone', async () => {
    chain = await openChain();
    const { caseId, alerts } = await begin();
    const [alertId = ''] = alerts;
    await act(caseId, 'duty', 'comment');
    expect((await chain.store.alert(alertId))?.state).toBe('open');
    await act(caseId, 'hr', 'grade', { grade: '重大' });
    expect(await chain.store.alert(alertId)).toMatchObject({ state: 'acknowledged', acknowledgedBy: '人事联络' });
    const before = (await chain.queries.findNotices({ alertId }, ALL)).total;
    chain.clock.now += 24 * 3_600_000;
    await chain.core.drain();
    expect((await chain.queries.findNotices({ alertId }, ALL)).total).toBe(before);
    const about = {
      actionId: 'alone',
      alertId,
      by: PEOPLE.duty,
      at: toShanghai(chain.clock.now),
      expectedVersion: null,
    };
    const alone = await chain.core.submitAction({ ...about, kind: 'close', reason: '误报' });
    expect(alone).toMatchObject({ state: 'refused', problem: expect.stringContaining('随个案办结') });
    await act(caseId, 'hr', 'false-alarm');
    expect((await chain.store.alert(alertId))?.state).toBe('acknowledged');
    await act(caseId, 'chief', 'confirm');
    expect(await chain.store.alert(alertId)).toMatchObject({ state: 'closed', closeReason: '个案归档：误报' });
    expect(verifyAudit(await chain.store.audit(0, 1_000))).toMatchObject({ ok: true });
  });

  it('a reply finds its case by the post it came with, and what nobody said an answer to is not looked at', async () => {
    chain = await openChain();
    const made = await begin();
    expect(chain.answers.take()).toEqual([]);
    // The walk has just looked; the next one is not due.
    const keeper = keeperOf(chain);
    await keeper.round();
    await chain.ingest.accept([
      replyOf('1', '已启动应急预案，伤者已送医。'),
      rawPost('9', '小区停水', '停水三天没人管'),
    ]);
    await chain.core.drain();
    await keeper.round();
    expect((await chain.store.case(made.caseId))?.proposals).toHaveLength(1);
    expect(chain.answers.take()).toEqual([]);
  });

  it('a reply that a crawler brought is proposed with why, once, and a person confirms it', async () => {
    chain = await openChain();
    const { caseId } = await begin();
    await chain.ingest.accept([replyOf('1', '已启动应急预案，伤者已送医。')]);
    await chain.core.drain();
    await keeperOf(chain).round();
    await keeperOf(chain).round();
    const proposed = await chain.store.case(caseId);
    expect(proposed?.proposals).toMatchObject([{ text: '已启动应急预案，伤者已送医。', state: 'open' }]);
    expect(proposed?.proposals[0]?.why[0]).toContain('答复的是本案帖文');
    const responseId = proposed?.proposals[0]?.responseId ?? '';
    await act(caseId, 'hr', 'grade', { grade: '重大' });
    await act(caseId, 'news', 'confirm-response', { responseId });
    expect(await chain.store.case(caseId)).toMatchObject({ state: 'responded', responses: [{ sheetNo: null }] });
  });
});

const PUBLISHED = { where: '网站', url: null, publishedAt: toShanghai(MONDAY_NINE) };
