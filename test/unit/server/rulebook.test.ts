import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  type DraftDetail,
  draftDetail,
  draftList,
  feedbackList,
  previewLine,
  ruleDetail,
  ruleFileDetail,
  ruleFileList,
  ruleList,
  ruleSuggestions,
  trialLine,
  versionList,
} from '../../../dashboards/rulebook-contract.ts';
import { verifyAudit } from '../../../pipeline/store/audit-chain.ts';
import { until } from '../../support/waiting.ts';
import { at, codeOf, openServer, type TestServer } from './fixture.ts';

let server: TestServer;
let analyst: string;
let other: string;
let duty: string;
beforeAll(async () => {
  server = await openServer({}, { ownRules: true });
  analyst = await server.loginAs('analyst');
  other = await server.loginAs('analyst');
  duty = await server.loginAs('duty');
});
afterAll(() => server.close());

const RULE = {
  id: 'quality.leak',
  name: '房屋渗漏',
  expression: '漏水 | 渗水',
  severity: 35,
  samples: { hit: ['屋顶漏水没人修'], miss: ['停电'] },
};
const content = (rule: object = RULE) => ({
  title: '放宽渗漏',
  reason: '漏报太多',
  edits: [{ kind: 'replace', pack: 'quality', rule }],
});

async function post(path: string, body: unknown, cookie = analyst, method = 'POST') {
  return server.call(method, path, { cookie, body });
}
async function draftOf(answer: Promise<{ status: number; json: unknown; text: string }>): Promise<DraftDetail> {
  const { status, json, text } = await answer;
  if (status >= 300) throw new Error(`${status}: ${text}`);
  return draftDetail.parse(json);
}
const create = (rule?: object) => draftOf(post('/api/rule-drafts', content(rule)));
const step = (draft: DraftDetail, name: string, body: object = {}, cookie = analyst) =>
  post(`/api/rule-drafts/${draft.draft.draftId}/${name}`, { row: draft.row, ...body }, cookie);

/** An answer of one JSON value a line. */
async function linesOf<T extends z.ZodType>(path: string, body: unknown, shape: T): Promise<z.output<T>[]> {
  const { status, text } = await post(path, body);
  expect(status, text).toBe(200);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => shape.parse(JSON.parse(line)));
}

describe('drafts over the API', () => {
  it('go from writing to publishing by another person, and back', async () => {
    const written = await create();
    expect(written).toMatchObject({
      diagnostics: [],
      stale: [],
      may: { edit: { allowed: true }, decide: { allowed: false } },
    });
    const proposed = await draftOf(step(written, 'propose'));
    expect(proposed.may.decide).toEqual({ allowed: false, why: '草稿须由另一人审批' });
    const own = await step(proposed, 'publish');
    expect([own.status, codeOf(own.json)]).toEqual([409, 'refused']);
    const seen = await server.get(draftDetail, `/api/rule-drafts/${proposed.draft.draftId}`, other);
    expect(seen.may.decide).toEqual({ allowed: true, why: null });
    const done = await step(seen, 'publish', { reason: '同意' }, other);
    expect(done.status, done.text).toBe(200);
    const rules = await server.get(ruleList, '/api/rules', duty);
    expect(rules).toMatchObject({ number: 1, problem: null, lists: ['小区'] });
    expect(rules.packs[0]?.rules[0]).toMatchObject({ expression: '漏水 | 渗水', severity: 35 });
    const detail = await server.get(ruleDetail, '/api/rules/quality.leak', duty);
    expect(detail.history.map(({ number, title }) => [number, title])).toEqual([[1, '放宽渗漏']]);

    const back = await post('/api/rule-versions/roll-back', { number: 0, reason: '误报' }, other);
    expect(back.status, back.text).toBe(200);
    const versions = await server.get(versionList, '/api/rule-versions', duty);
    expect(versions.items.map(({ number, restores }) => [number, restores])).toEqual([
      [2, 0],
      [1, null],
    ]);
    expect(versions).toMatchObject({ number: 2, mayRollBack: { allowed: false } });
    expect(server.live.since(0)?.filter(({ kind }) => kind === 'rules').length).toBeGreaterThanOrEqual(4);
    const rows = await server.store.audit(0, 200);
    expect(rows.map(({ action }) => action).filter((action) => action.startsWith('rules.'))).toEqual([
      'rules.drafted',
      'rules.proposed',
      'rules.published',
      'rules.rolled-back',
    ]);
    expect(verifyAudit(rows).ok).toBe(true);
  });

  it('tell what is wrong, with its place, and are not proposed before it is right', async () => {
    const wrong = await create({ ...RULE, expression: '(漏水 | 渗水' });
    expect(wrong.diagnostics[0]).toMatchObject({
      severity: 'error',
      code: 'unclosed-bracket',
      path: '规则 quality.leak',
    });
    const refused = await step(wrong, 'propose');
    expect([refused.status, codeOf(refused.json)]).toEqual([409, 'refused']);
    expect(refused.text).toContain('unclosed-bracket');
    const path = `/api/rule-drafts/${wrong.draft.draftId}`;
    const right = await draftOf(post(path, { ...content(), row: wrong.row }, analyst, 'PATCH'));
    expect(right.diagnostics).toEqual([]);
    const late = await post(path, { ...content(), row: wrong.row }, analyst, 'PATCH');
    expect([late.status, codeOf(late.json)]).toEqual([409, 'conflict']);
    const foreign = await post(path, { ...content(), row: right.row }, other, 'PATCH');
    expect([foreign.status, codeOf(foreign.json)]).toEqual([409, 'refused']);
    const gone = await draftOf(step(right, 'withdraw'));
    expect(gone.draft.state).toBe('withdrawn');
    const list = await server.get(draftList, '/api/rule-drafts', duty);
    expect(list.items.map(({ draft }) => draft.draftId)).toContain(gone.draft.draftId);
    expect(list.mayDraft.allowed).toBe(false);
  });

  it('are rejected with a reason', async () => {
    const proposed = await draftOf(step(await create(), 'propose'));
    expect((await step(proposed, 'reject', {}, other)).status).toBe(400);
    const rejected = await draftOf(step(proposed, 'reject', { reason: '样例太少' }, other));
    expect(rejected.draft).toMatchObject({ state: 'rejected', decision: { reason: '样例太少' } });
  });

  it('are back-tested in the background; the result stays with the draft and says when it is out of date', async () => {
    const written = await create({ ...RULE, expression: '漏水' });
    const path = `/api/rule-drafts/${written.draft.draftId}`;
    const range = { from: at(-60 * 24 * 30), to: at(60 * 24) };
    expect((await post(`${path}/back-test`, { from: range.to, to: range.from })).status).toBe(400);
    const started = await post(`${path}/back-test`, range);
    expect(started.status, started.text).toBe(202);
    const finished = await until(
      async () => (await server.get(draftDetail, path, other)).backTest,
      ({ running }) => running === null,
    );
    expect(finished.problem).toBeNull();
    expect(finished.outdated).toBe(false);
    expect(finished.last?.result.counts.posts).toBeGreaterThan(0);
    const changed = await draftOf(post(path, { ...content(), row: written.row }, analyst, 'PATCH'));
    expect(changed.backTest).toMatchObject({ outdated: true, running: null });
    expect((await server.call('DELETE', `${path}/back-test`, { cookie: analyst })).status).toBe(204);
  });
});

describe('one rule', () => {
  it('is tried on its samples and on recent posts, with places and lints', async () => {
    const body = {
      pack: 'quality',
      rule: {
        ...RULE,
        id: 'quality.new',
        expression: '漏水 -演练',
        samples: { hit: ['车库漏水', '停电'], miss: ['演练漏水'] },
      },
      days: 365,
    };
    const told = await linesOf('/api/rules/preview', body, previewLine);
    const [checked] = told;
    expect(checked).toMatchObject({ kind: 'checked', canonical: '漏水 -演练', problems: [] });
    expect(checked?.kind === 'checked' && checked.samples.map(({ kind, ok }) => [kind, ok])).toEqual([
      ['hit', true],
      ['hit', false],
      ['miss', true],
    ]);
    expect(told.at(-1)).toEqual({ kind: 'done' });
    const pages = told.flatMap((line) => (line.kind === 'progress' ? line : []));
    const items = pages.flatMap((page) => page.items);
    const [item] = items;
    const [span] = item?.spans ?? [];
    expect(item?.[span?.field === 'title' ? 'title' : 'text'].slice(span?.start, span?.end)).toBe('漏水');
    const last = pages.at(-1);
    expect(last?.hits).toBeGreaterThan(0);
    expect(last?.days.reduce((sum, { count }) => sum + count, 0)).toBe(last?.hits);

    const dead = { ...body, rule: { ...body.rule, expression: '停电 + 漏水 -*漏水*' } };
    expect(await linesOf('/api/rules/preview', dead, previewLine)).toMatchObject([
      { problems: expect.arrayContaining([expect.objectContaining({ code: 'dead-rule' })]) },
      { kind: 'progress', hits: 0 },
      { kind: 'done' },
    ]);
    const broken = { ...body, rule: { ...body.rule, expression: '(漏' } };
    expect(await linesOf('/api/rules/preview', broken, previewLine)).toMatchObject([
      { canonical: null, problems: [{ start: 0, code: 'unclosed-bracket' }] },
    ]);
  });

  it('answers unknown ids and gives no suggestions without feedback', async () => {
    expect((await server.call('GET', '/api/rules/quality.none', { cookie: duty })).status).toBe(404);
    const none = await server.get(ruleSuggestions, '/api/rules/quality.leak/suggestions', duty);
    expect(none).toMatchObject({ items: [], judged: { real: 0 } });
    expect(none.why).toBeTruthy();
  });
});

describe('files', () => {
  const scoring = async () => server.get(ruleFileDetail, '/api/rule-files/one?path=scoring.yaml', duty);
  const lower = (text: string) => text.replace('红: 80', '红: 70').replace('on: 2026-01-01', 'on: 2026-03-02');

  it('are listed with what they decide and who decided, and drafted like rules', async () => {
    const list = await server.get(ruleFileList, '/api/rule-files', duty);
    expect(list.items.map(({ path, name, state }) => [path, name, state])).toEqual([
      ['scoring.yaml', '风险分', 'shipped'],
      ['routing.yaml', '派送', 'shipped'],
      ['escalation.yaml', '上报与时限', 'shipped'],
      ['lexicon/estates.yaml', '小区', 'shipped'],
    ]);
    expect(list.items[0]?.decided).toEqual({ by: '测试', on: '2026-01-01', reason: '测试' });
    expect(list.mayDraft.allowed).toBe(false);
    const { text } = await scoring();
    const edits = [{ kind: 'file', path: 'scoring.yaml', text: lower(text) }];
    const written = await draftOf(post('/api/rule-drafts', { title: '降线', reason: '会议', edits }));
    expect(written.diagnostics).toEqual([]);
    const brief = await server.get(draftList, '/api/rule-drafts', duty);
    const listed = brief.items.find(({ draft }) => draft.draftId === written.draft.draftId);
    expect(listed?.draft.edits[0]).toMatchObject({ edit: { path: 'scoring.yaml', text: null }, textBefore: null });
    expect((await scoring()).drafts).toMatchObject([{ title: '降线' }]);
    const proposed = await draftOf(step(written, 'propose'));
    expect((await step(proposed, 'publish', {}, other)).status).toBe(200);
    expect(await scoring()).toMatchObject({
      head: { state: 'changed' },
      text: lower(text),
      shipped: text,
      history: [{}],
    });
    expect((await post('/api/rule-versions/roll-back', { number: 0, reason: '误报' }, other)).status).toBe(200);
    expect((await scoring()).text).toBe(text);
  });

  it('are tried before they are drafted: what is wrong, then what becomes of stored posts as they are judged', async () => {
    const { text } = await scoring();
    const edits = [{ kind: 'file', path: 'scoring.yaml', text: lower(text) }];
    expect(await linesOf('/api/rules/trial', { edits, days: null }, trialLine)).toEqual([
      { kind: 'checked', diagnostics: [] },
    ]);
    const told = await linesOf('/api/rules/trial', { edits, days: 365 }, trialLine);
    expect(told.map(({ kind }) => kind)).toEqual(['checked', 'progress', 'done']);
    const last = told.at(-1);
    expect(last?.kind === 'done' && last.result.counts.posts).toBeGreaterThan(0);
    const broken = [{ kind: 'file', path: 'scoring.yaml', text: 'levels: [' }];
    const refused = await linesOf('/api/rules/trial', { edits: broken, days: 365 }, trialLine);
    expect(refused).toMatchObject([{ diagnostics: [{ severity: 'error', path: 'scoring.yaml' }] }]);
    expect((await post('/api/rules/trial', { edits: [{ ...broken[0], path: '../x.yaml' }], days: null })).status).toBe(
      400,
    );
    expect((await server.call('GET', '/api/rule-files/one?path=packs/quality.yaml', { cookie: duty })).status).toBe(
      404,
    );
  });
});

describe('feedback over the API', () => {
  it('is given, shown with the post, counted for the rule, and taken back', async () => {
    const path = '/api/posts/d_1/feedback';
    const before = await server.get(feedbackList, path, duty);
    expect(before).toMatchObject({ items: [], mayGive: { allowed: true } });
    const given = await post(path, { rule: 'quality.leak', judgement: 'false', note: '演练' }, duty);
    expect(given.status, given.text).toBe(200);
    expect(feedbackList.parse(given.json).items).toMatchObject([{ judgement: 'false', note: '演练' }]);
    const { view } = await server.get(ruleDetail, '/api/rules/quality.leak', duty);
    expect(view.precision).toMatchObject({ real: 0, false: 1, value: 0 });
    const wrong = await post(path, { rule: 'quality.leak', judgement: 'missed' }, duty);
    expect([wrong.status, codeOf(wrong.json)]).toEqual([409, 'refused']);
    expect((await post(path, { rule: 'quality.none', judgement: 'real' }, duty)).status).toBe(409);
    expect((await post('/api/posts/d_none/feedback', { rule: 'quality.leak', judgement: 'real' }, duty)).status).toBe(
      409,
    );
    const back = await post(path, { rule: 'quality.leak', judgement: null }, duty);
    expect(feedbackList.parse(back.json).items).toEqual([]);
  });
});

describe('rights', () => {
  it.each([
    ['POST', '/api/rule-drafts'],
    ['POST', '/api/rules/preview'],
    ['POST', '/api/rules/trial'],
    ['POST', '/api/rule-drafts/x/publish'],
    ['POST', '/api/rule-versions/roll-back'],
  ])('%s %s is not for everybody', async (method, path) => {
    const { status } = await server.call(method, path, { cookie: duty, body: {} });
    expect(status).toBe(403);
    expect((await server.call(method, path, { body: {} })).status).toBe(401);
  });
});
