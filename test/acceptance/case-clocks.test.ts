import { afterEach, describe, expect, it } from 'vitest';
import { RetryableError } from '../../pipeline/errors.ts';
import type { Actor } from '../../pipeline/model/action.ts';
import { toShanghai } from '../../pipeline/model/calendar.ts';
import type { Case } from '../../pipeline/model/case.ts';
import { type CaseAction, caseAction } from '../../pipeline/model/case-action.ts';
import type { Notice } from '../../pipeline/model/notice.ts';
import type { Notifier } from '../../pipeline/notify/notifier.ts';
import { verifyAudit } from '../../pipeline/store/audit-chain.ts';
import { createCaseSweep } from '../../pipeline/sweep-cases.ts';
import { caseActionOf, DRAFT, PEOPLE, type PersonName, replay } from '../support/cases.ts';
import { type Chain, caseKeeperOf, GRAVE, openChain, rawPost, shippedRules } from '../support/chain.ts';
import { MONDAY_NINE, SILENT_LOG } from '../support/samples.ts';

/**
 * Clocks of a case on the test's own time, with zero tolerance: what is told at which second, once, and what never. Monday,
 * 2 March 2026, nine o'clock; the post is red and an accident: published within 5 hours, handled within 24.
 */
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const ALL = { limit: 200 };
const CALLS = ['case-reminder', 'case-overdue'];
let chain: Chain;
afterEach(() => chain.close());

async function begin(more: Parameters<typeof openChain>[0] = {}): Promise<Case> {
  chain = await openChain(more);
  await chain.ingest.accept([rawPost('1', GRAVE.title, GRAVE.body)]);
  await chain.core.drain();
  await caseKeeperOf(chain).round();
  return theCase();
}

async function theCase(): Promise<Case> {
  const [made] = (await chain.queries.findCases({}, ALL)).items;
  if (made === undefined) throw new Error('no case was opened');
  return made;
}

/** Moves the clock and lets everything due happen. */
async function at(instant: number): Promise<void> {
  chain.clock.now = instant;
  await chain.core.drain();
}

async function calls(): Promise<readonly Notice[]> {
  const { items } = await chain.queries.findNotices({}, ALL);
  return items.filter(({ reason, channel }) => CALLS.includes(reason) && channel === 'in-app');
}

/** `处置 时限已过 50%` of everything told so far, each once, in order. */
async function told(): Promise<string[]> {
  const lines = (await calls())
    .toSorted((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt))
    .map(({ clock, facts, createdAt }) => `${clock?.kind} ${facts?.进度} ${createdAt.slice(5, 19)}`);
  return [...new Set(lines)].sort((a, b) => a.slice(-14).localeCompare(b.slice(-14)));
}

async function act(by: PersonName | Actor, kind: CaseAction['kind'], more: object = {}): Promise<void> {
  const { caseId } = await theCase();
  const person = typeof by === 'string' ? PEOPLE[by] : by;
  const wanted = caseActionOf(kind, person, more as never, { caseId, at: toShanghai(chain.clock.now) });
  const result = await chain.core.submitAction({ ...wanted, actionId: `${kind}-${chain.clock.now}-${person.account}` });
  if (result === 'pending' || result.state === 'refused') throw new Error(`${kind}: ${JSON.stringify(result)}`);
}

/** The way to a public answer, at the present second. */
async function answer(lead: string): Promise<void> {
  const person = (role: string): Actor => ({
    account: `${lead}${role}`,
    name: `${lead}${role}`,
    role,
    department: lead,
  });
  const worker = person('联络员');
  await act('hr', 'grade', { grade: '重大' });
  await act(worker, 'accept');
  await act(worker, 'draft', DRAFT);
  await act(person('领导'), 'sign', { post: `${lead}:科室负责人` });
  await act('newsHead', 'sign', { post: '新闻中心:科室负责人' });
  await act('chief', 'sign', { post: '局领导:分管领导' });
  await act(worker, 'publish', { where: '局门户网站', url: null, publishedAt: toShanghai(chain.clock.now) });
}

describe('a red accident that nobody answers', () => {
  it('is reminded of and reported up at its seconds, each moment once', async () => {
    const made = await begin();
    expect(made.level).toBe('红');
    const { nextCallAt } = made;
    expect(nextCallAt).toBe('2026-03-02T11:30:00+08:00');
    const expected = [
      'publish 时限已过 50% 03-02T11:30:00',
      'publish 时限已过 80% 03-02T13:00:00',
      'publish 时限已到 03-02T14:00:00',
      'publish 已过期 5 小时 03-02T19:00:00',
      'handle 时限已过 50% 03-02T21:00:00',
      'press-conference 时限已过 50% 03-02T21:00:00',
      'handle 时限已过 80% 03-03T04:12:00',
      'press-conference 时限已过 80% 03-03T04:12:00',
      'handle 时限已到 03-03T09:00:00',
      'press-conference 时限已到 03-03T09:00:00',
      'respond 时限已过 50% 03-03T09:00:00',
    ];
    const moments = [...new Set(expected.map((line) => line.slice(-14)))];
    let before = 0;
    for (const moment of moments) {
      const instant = Date.parse(`2026-${moment}+08:00`);
      await at(instant - SECOND);
      expect(await told()).toHaveLength(before);
      await at(instant);
      await at(instant);
      before = expected.filter((line) => line.slice(-14) <= moment).length;
      expect((await told()).toSorted()).toEqual(expected.slice(0, before).toSorted());
    }
    const due = (await calls()).filter(({ facts }) => facts?.进度 === '时限已到');
    expect(
      [...new Set(due.filter(({ clock }) => clock?.kind === 'handle').map(({ receiver }) => receiver))].sort(),
    ).toEqual(['人事科:科室负责人', '局领导:分管领导', `${made.lead}:科室负责人`].sort());
    for (const one of await calls()) {
      expect(one.state).toBe('sent');
      expect(one.body).toContain('为什么通知我');
      expect(one.body).toContain(one.clock?.kind === 'handle' ? 'rules/escalation.yaml' : '国办发');
    }
    expect(verifyAudit(await chain.store.audit(0, 10_000))).toMatchObject({ ok: true });
  });

  it('the log replayed gives the same case, calls included', async () => {
    const log: CaseAction[] = [];
    const made = await begin();
    await at(MONDAY_NINE + 30 * HOUR);
    await chain.bus.subscribe(
      'action',
      'replay',
      async (batch) => {
        for (const { value } of batch) log.push(caseAction.parse(value));
      },
      { onFatal: () => {}, batchSize: 50 },
    );
    await expect.poll(() => log.some(({ kind }) => kind === 'call'), { timeout: 10_000 }).toBe(true);
    expect(replay(log).get(made.caseId)).toEqual(await theCase());
  });
});

describe('after an answer', () => {
  it('nothing is told any more, and the rows say when and how they ended', async () => {
    const { lead } = await begin();
    await at(MONDAY_NINE + 2 * HOUR);
    await answer(lead);
    for (const hours of [3, 5, 24, 48, 96, 400]) await at(MONDAY_NINE + hours * HOUR);
    expect(await told()).toEqual([]);
    const { deadlines, nextCallAt, dueAt } = await theCase();
    expect([nextCallAt, dueAt]).toEqual([null, null]);
    for (const one of deadlines) expect(one.ended?.at).toBe('2026-03-02T11:00:00+08:00');
  });

  it('a reminder that could not be delivered before is not delivered', async () => {
    const hook: Notifier = {
      channel: 'webhook',
      async send({ notice }) {
        if (CALLS.includes(notice.reason)) throw new RetryableError('对方忙');
        return { answer: 'ok' };
      },
    };
    const { lead } = await begin({ notifiers: [hook] });
    await at(Date.parse('2026-03-02T11:30:00+08:00'));
    const waiting = (await chain.queries.findNotices({}, ALL)).items.filter((one) => one.state === 'pending');
    expect(waiting.map(({ reason, channel }) => `${reason} ${channel}`)).toEqual(['case-reminder webhook']);
    await answer(lead);
    await at(Date.parse('2026-03-02T18:30:00+08:00'));
    const later = await chain.store.notice(waiting[0]?.noticeId ?? '');
    expect(later).toMatchObject({ state: 'withheld', problem: '已回应' });
    expect(later?.decisions.at(-1)?.code).toBe('answered');
  });
});

describe('whatever happens in between', () => {
  it('the clock jumps a day ahead: one notice for each clock, the missed ones named; it jumps back: nothing again', async () => {
    await begin();
    await at(MONDAY_NINE + 14 * HOUR);
    expect(await told()).toEqual([
      'handle 时限已过 50% 03-02T23:00:00',
      'press-conference 时限已过 50% 03-02T23:00:00',
      'publish 已过期 5 小时 03-02T23:00:00',
    ]);
    const { log } = await theCase();
    expect(log.at(-1)?.details).toEqual(
      expect.arrayContaining(['“时限已过 80%”已错过，不再补发', '“时限已到”已错过，不再补发']),
    );
    await at(MONDAY_NINE + HOUR);
    await at(MONDAY_NINE + 5 * HOUR);
    await at(MONDAY_NINE + 14 * HOUR);
    expect(await told()).toHaveLength(3);
    await at(Date.parse('2026-03-03T04:12:00+08:00'));
    expect(await told()).toHaveLength(5);
  });

  it('a restart between two moments neither forgets nor repeats', async () => {
    await begin();
    await at(Date.parse('2026-03-02T11:30:00+08:00'));
    chain = await chain.restart();
    await at(Date.parse('2026-03-02T11:31:00+08:00'));
    expect(await told()).toHaveLength(1);
    chain.clock.now = Date.parse('2026-03-02T13:00:00+08:00');
    chain = await chain.restart();
    await at(chain.clock.now);
    expect(await told()).toEqual(['publish 时限已过 50% 03-02T11:30:00', 'publish 时限已过 80% 03-02T13:00:00']);
  });

  it('two sweeps at once ask for the same', async () => {
    await begin();
    chain.clock.now = Date.parse('2026-03-02T11:30:00+08:00');
    const { store, core, clock } = chain;
    const other = () => createCaseSweep({ store, submit: core.submitAction, now: () => clock.now, log: SILENT_LOG })();
    await Promise.all([other(), other(), other()]);
    await chain.core.drain();
    const { log } = await theCase();
    expect(log.filter(({ action }) => action === 'call')).toHaveLength(1);
    expect(await told()).toHaveLength(1);
  });

  it('rules edited under way do not touch what runs', async () => {
    const rules = { current: await shippedRules() };
    await begin({ rules: () => rules.current });
    rules.current = { ...rules.current, escalation: { ...rules.current.escalation, calls: [] } };
    await at(Date.parse('2026-03-02T11:30:00+08:00'));
    expect(await told()).toHaveLength(1);
  });
});
