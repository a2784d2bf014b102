import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alertDetail } from '../../../dashboards/alert-contract.ts';
import { caseActionAnswer, caseDetail, casePage } from '../../../dashboards/case-contract.ts';
import { apiError } from '../../../dashboards/contract.ts';
import { eventDetail } from '../../../dashboards/record-contract.ts';
import { verifyAudit } from '../../../pipeline/store/audit-chain.ts';
import { codeOf, openServer, type TestServer } from './fixture.ts';

let server: TestServer;
let duty: string;
let quality: string;
let caseId: string;

beforeEach(async () => {
  server = await openServer();
  duty = await server.loginAs('duty', '人事科');
  quality = await server.loginAs('liaison', '质监站');
  const opened = await server.call('POST', '/api/cases', { cookie: duty, body: { alertId: 'a_1' } });
  expect(opened.status).toBe(201);
  caseId = caseActionAnswer.parse(opened.json).detail!.case.caseId;
});
afterEach(() => server.close());

const act = (cookie: string, body: object) => server.call('POST', `/api/cases/${caseId}/actions`, { cookie, body });
const detail = (cookie: string) => server.get(caseDetail, `/api/cases/${caseId}`, cookie);
const grade = { kind: 'grade', grade: '重大', reason: '多户反映' };

describe('cases', () => {
  it('are listed by whose turn it is, by department, and whole; the alert and the event lead there', async () => {
    const list = (cookie: string, scope: string) => server.get(casePage, `/api/cases?scope=${scope}`, cookie);
    expect((await list(duty, 'mine')).items).toMatchObject([{ caseId, mine: true, state: 'assessing' }]);
    expect((await list(quality, 'mine')).items).toEqual([]);
    expect((await list(quality, 'department')).items).toMatchObject([{ caseId, mine: false }]);
    expect((await list(await server.loginAs('analyst'), 'mine')).items).toEqual([]);
    expect((await list(await server.loginAs('analyst'), 'all')).total).toBe(1);
    expect((await server.get(alertDetail, '/api/alerts/a_1', duty)).cases).toMatchObject([{ caseId }]);
    expect((await server.get(eventDetail, '/api/events/e_1', duty)).cases).toMatchObject([{ caseId }]);
    await act(duty, grade);
    expect((await list(quality, 'mine')).items).toMatchObject([{ caseId, mine: true, state: 'graded' }]);
  });

  it('offer what the account may do and say why not for the rest', async () => {
    const offered = Object.fromEntries((await detail(quality)).actions.map(({ kind, why }) => [kind, why]));
    expect(offered.comment).toBeNull();
    expect(offered.grade).toContain('由统筹岗位');
    expect(offered.accept).toBe('个案现在是“待研判”，“接办”要在“已定级”时办理');
    await act(duty, grade);
    expect((await detail(quality)).actions.find(({ kind }) => kind === 'accept')?.allowed).toBe(true);
  });

  it('what is offered is what is done, for every role in every state on the way', async () => {
    const roles = [duty, quality, await server.loginAs('leader', '质监站'), await server.loginAs('analyst', '人事科')];
    const bodies: Record<string, object> = {
      grade,
      assign: { lead: '质监站', co: ['办公室'], reason: '理由' },
      draft: { text: '答复', venue: '网站', period: '长期', countersign: [] },
      sign: { post: '质监站:科室负责人' },
      publish: { where: '网站', url: null, publishedAt: '2026-03-02T09:00:00+08:00' },
      'confirm-response': { responseId: 'p_x' },
      'refuse-response': { responseId: 'p_x', reason: '理由' },
      evaluate: { verdict: '有效', reason: '理由' },
      merge: { intoCaseId: 'c_none', reason: '理由' },
    };
    let compared = 0;
    for (const way of [null, grade, { kind: 'accept' }]) {
      if (way !== null) expect((await act(way === grade ? duty : quality, way)).status).toBe(200);
      for (const cookie of roles) {
        for (const { kind, allowed } of (await detail(cookie)).actions) {
          if (allowed) continue;
          const { status } = await act(cookie, { reason: '理由', ...bodies[kind], kind });
          expect([403, 409], `${kind} was greyed and gave ${status}`).toContain(status);
          compared += 1;
        }
      }
    }
    expect(compared).toBeGreaterThan(150);
  });

  it('two at once: the second is told what the first did, and may send again', async () => {
    const { version } = (await detail(duty)).case;
    expect((await act(duty, { ...grade, expectedVersion: version })).status).toBe(200);
    const late = await act(await server.loginAs('office'), {
      kind: 'false-alarm',
      reason: '是演练',
      expectedVersion: version,
    });
    expect([late.status, codeOf(late.json)]).toEqual([409, 'conflict']);
    expect(apiError.parse(late.json).error.message).toContain('duty某（人事科）研判定级');
  });

  it('names who holds the post that is waited for, and says when nobody does: also after a log-in was disabled', async () => {
    const admin = await server.login();
    await act(duty, grade);
    await act(quality, { kind: 'accept' });
    const head = await server.loginAs('leader', '质监站');
    const account = JSON.parse((await server.call('GET', '/api/session', { cookie: head })).text).account;
    await act(quality, { kind: 'draft', text: '答复', venue: '网站', period: '长期', countersign: [] });
    expect((await detail(duty)).waitingFor).toEqual([
      { post: '质监站:科室负责人', people: ['leader某'] },
      { post: '新闻中心:科室负责人', people: [] },
    ]);
    const disabled = { cookie: admin, body: { enabled: false } };
    expect((await server.call('PATCH', `/api/accounts/${account}`, disabled)).status).toBe(200);
    expect((await detail(duty)).waitingFor[0]).toEqual({ post: '质监站:科室负责人', people: [] });
    expect((await act(head, { kind: 'sign', post: '质监站:科室负责人' })).status).toBe(401);
    const chief = await server.loginAs('leader', '局领导');
    expect((await detail(chief)).signable).toContainEqual({ post: '质监站:科室负责人', inPlace: true });
    const word = await server.call('GET', `/api/cases/${caseId}/sheets/1/docx`, { cookie: duty });
    expect([word.status, word.text.slice(0, 2)]).toEqual([200, 'PK']);
    const saved = /filename\*=UTF-8''(\S+)$/.exec(word.headers.get('content-disposition') ?? '')?.[1] ?? '';
    expect(decodeURIComponent(saved)).toMatch(/^审批单第1号-[\p{L}\p{N}]{1,30}\.docx$/u);
    expect((await server.call('GET', `/api/cases/${caseId}/sheets/9/docx`, { cookie: duty })).status).toBe(404);
    const signed = await act(chief, { kind: 'sign', post: '质监站:科室负责人', reason: '负责人账号已停用' });
    expect(signed.status).toBe(200);
  });

  it.each([
    [{ kind: 'grade', grade: '极大' }, 400, '只能是'],
    [{ kind: 'draft', text: ' ', venue: '网站', period: '长期', countersign: [] }, 400, '请填写回应内容'],
    [{ kind: 'assign', lead: '没有科', co: [], reason: '理由' }, 400, '没有科室'],
    [{ kind: 'assign', lead: '人事科', co: [], reason: '理由' }, 400, '没有科室负责人'],
    [
      { kind: 'publish', where: '网站', url: 'javascript:alert(1)', publishedAt: '2026-03-02T09:00:00+08:00' },
      400,
      '网址',
    ],
    [{ kind: 'open' }, 400, '有误'],
    [{ kind: 'accept' }, 403, '接办'],
    [{ kind: 'comment', reason: '' }, 409, '请写明理由'],
  ] as const)('refuse %j with %i', async (body, status, words) => {
    const answer = await act(duty, body);
    expect(answer.status).toBe(status);
    expect(apiError.parse(answer.json).error.message).toContain(words);
  });

  it('are opened once, and unknown ones are not found', async () => {
    const again = await server.call('POST', '/api/cases', { cookie: duty, body: { alertId: 'a_1' } });
    expect(again.status).toBe(409);
    const unknown = await server.call('POST', '/api/cases', { cookie: duty, body: { alertId: 'a_none' } });
    expect(unknown.status).toBe(404);
    expect((await server.call('GET', '/api/cases/c_none', { cookie: duty })).status).toBe(404);
    expect((await server.call('GET', '/api/cases')).status).toBe(401);
  });

  it('leave each step, also what was refused, in the audit chain', async () => {
    await act(duty, grade);
    await act(duty, { kind: 'accept' });
    const rows = await server.store.audit(0, 1000);
    expect(verifyAudit(rows)).toMatchObject({ ok: true });
    expect(rows.filter(({ object }) => object === caseId).map(({ action }) => action)).toEqual([
      'case.open',
      'case.grade',
      'case.accept.refused',
    ]);
  });
});
