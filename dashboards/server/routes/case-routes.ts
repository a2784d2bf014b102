import { groundOf } from '../../../pipeline/case/ground-of.ts';
import { homeOf } from '../../../pipeline/case/home-of.ts';
import { CHIEFS, desksOf } from '../../../pipeline/case/standing.ts';
import type { ActionResult } from '../../../pipeline/model/action.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import type { Case } from '../../../pipeline/model/case.ts';
import type { CaseAction } from '../../../pipeline/model/case-action.ts';
import {
  type CaseDetail,
  caseActionAnswer,
  caseActionRequest,
  caseDetail,
  caseOpening,
  casePage,
  casesQuery,
} from '../../case-contract.ts';
import type { Account, Accounts } from '../accounts.ts';
import { ApiProblem } from '../api-problem.ts';
import { caseDetailOf, caseRowOf } from '../case-view.ts';
import { type Endpoint, endpoint, noBody, noQuery, ok } from '../endpoint.ts';
import { given, pageAsked, pageOf } from '../page-of.ts';
import type { ServerDeps } from '../server-deps.ts';
import { sheetDocument } from '../sheet-document.ts';
import { actorOf } from './alert-routes.ts';

type Deps = Pick<ServerDeps, 'queries' | 'store' | 'submitAction' | 'rules' | 'workingDays' | 'now' | 'random'> & {
  accounts: Pick<Accounts, 'list'>;
};

const path = '/api/cases';
const tag = '个案';
const HEAD = '科室负责人';
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** Cases: the list, one case, and what people do to it. */
export function caseRoutes(deps: Deps): Endpoint[] {
  const { queries, store, now } = deps;

  const list = endpoint(
    'login',
    { method: 'get', path, tag, summary: '个案列表', query: casesQuery, body: noBody, answers: { 200: casePage } },
    async ({ query, session: { account } }) => {
      const by = actorOf(account);
      const filter = given({
        states: query.state === undefined ? undefined : [query.state],
        levels: query.level === undefined ? undefined : [query.level],
        text: query.q,
        desks: query.scope === 'mine' ? desksOf(by) : undefined,
        department: query.scope === 'department' ? account.department : undefined,
      });
      const found = await queries.findCases(filter, pageAsked(query));
      return ok(pageOf(found, now(), (one) => caseRowOf(one, by, now())));
    },
  );

  const shape = { path: `${path}/{id}`, tag, query: noQuery } as const;
  const detail = endpoint(
    'login',
    { ...shape, method: 'get', summary: '一个个案及其经过', body: noBody, answers: { 200: caseDetail } },
    async ({ param, session }) => ok(await detailOf(deps, await known(deps, param('id')), session.account)),
  );

  const open = endpoint(
    'login',
    { ...shape, method: 'post', path, summary: '立案', body: caseOpening, answers: { 201: caseActionAnswer } },
    async ({ body, session }) => {
      const alert = await queries.alert(body.alertId);
      if (alert === null)
        throw new ApiProblem('not-found', '没有这条预警', { hint: '请检查地址，或从预警列表重新进入' });
      const home = await homeOf(alert, store);
      if (home.kind === 'in')
        throw new ApiProblem('refused', '这个事件已经立案', { hint: `见个案“${home.going.title}”` });
      if (home.kind === 'none')
        throw new ApiProblem('refused', '这条预警已随个案归档办结', { hint: '需要再办请重开原个案' });
      const ground = groundOf(alert, { escalation: deps.rules().escalation, workingDays: deps.workingDays });
      const { kind: _, ...which } = home;
      const about = { kind: 'open', ...which, ground } as const;
      const answer = await submit(deps, session.account, { ...about, reason: null, expectedVersion: null });
      return { status: 201, body: answer };
    },
  );

  const act = endpoint(
    'login',
    {
      ...shape,
      method: 'post',
      path: `${path}/{id}/actions`,
      summary: '办理个案',
      body: caseActionRequest,
      answers: { 200: caseActionAnswer, 202: caseActionAnswer },
    },
    async ({ body, param, session }) => {
      const { caseId } = await known(deps, param('id'));
      if (body.kind === 'assign') requireDepartments(deps, [body.lead], body.co);
      if (body.kind === 'draft') requireDepartments(deps, body.countersign, []);
      const wanted = { ...body, caseId, reason: body.reason === '' ? null : body.reason };
      const answer = await submit(deps, session.account, wanted);
      return answer.state === 'pending' ? { status: 202, body: answer } : ok(answer);
    },
  );
  const document = endpoint(
    'login',
    {
      ...shape,
      method: 'get',
      path: `${path}/{id}/sheets/{no}/docx`,
      summary: '审批单（Word）',
      body: noBody,
      answers: { 200: null },
      contentType: WORD,
    },
    async ({ param }) => {
      const subject = await known(deps, param('id'));
      const sheet = subject.sheets.find(({ no }) => String(no) === param('no'));
      if (sheet === undefined) throw new ApiProblem('not-found', `本案没有第 ${param('no')} 号审批单`);
      return new Response(await sheetDocument(subject, sheet), {
        headers: {
          'content-type': WORD,
          'content-disposition': attachmentOf(subject.title, sheet.no, subject.caseId),
          'cache-control': 'no-store',
        },
      });
    },
  );
  return [list, detail, open, act, document];
}

const NAME_LENGTH = 30;

/** A name that people find again, and for clients that know only ASCII the number (RFC 6266). */
function attachmentOf(title: string, no: number, caseId: string): string {
  const short = [...title.toWellFormed().replace(/[^\p{L}\p{N}]+/gu, '')].slice(0, NAME_LENGTH).join('');
  const name = encodeURIComponent(`审批单第${no}号-${short}.docx`);
  return `attachment; filename="sheet-${caseId}-${no}.docx"; filename*=UTF-8''${name}`;
}

type Wanted = CaseAction extends infer A ? (A extends CaseAction ? Omit<A, 'actionId' | 'by' | 'at'> : never) : never;

async function submit(deps: Deps, account: Account, wanted: Wanted) {
  const actionId = `act_${Buffer.from(deps.random(16)).toString('base64url')}`;
  const result = await deps.submitAction({ ...wanted, actionId, by: actorOf(account), at: toShanghai(deps.now()) });
  if (result === 'pending') return { state: 'pending' as const, actionId, detail: null };
  if (result.state === 'refused') throw refusedAs(result);
  const detail = await detailOf(deps, await known(deps, wanted.caseId), account);
  return { state: 'applied' as const, actionId, detail };
}

function refusedAs({ refusal, problem }: ActionResult): ApiProblem {
  const message = problem ?? '没有办成';
  if (refusal === 'changed-meanwhile')
    return new ApiProblem('conflict', message, { hint: '您填写的内容还在；页面已换成最新情况，核对后可以再次提交' });
  return new ApiProblem(refusal === 'not-entitled' ? 'forbidden' : 'refused', message);
}

async function known({ store }: Deps, caseId: string): Promise<Case> {
  const found = await store.case(caseId);
  if (found === null) throw new ApiProblem('not-found', '没有这个个案', { hint: '请检查地址，或从个案列表重新进入' });
  return found;
}

async function detailOf(deps: Deps, subject: Case, account: Account): Promise<CaseDetail> {
  const { store, accounts, now } = deps;
  const people = (await accounts.list()).filter(({ enabled }) => enabled).map(actorOf);
  const detail = caseDetailOf(subject, actorOf(account), { people, departments: ableToLead(deps), now: now() });
  const siblings = await Promise.all(subject.events.map((eventId) => store.casesOfEvent(eventId)));
  const twins = new Map(siblings.flat().map((one) => [one.caseId, one]));
  twins.delete(subject.caseId);
  const events = await Promise.all(subject.events.map(async (id) => (await store.event(id))?.eventId ?? id));
  return {
    ...detail,
    events: [...new Set(events)],
    twins: [...twins.values()].map(({ caseId, title, state, follows }) => ({ caseId, title, state, follows })),
  };
}

/** Departments with a head who signs; outside bodies and the leaders themselves do not handle cases. */
function ableToLead({ rules }: Pick<Deps, 'rules'>): string[] {
  return rules()
    .routing.departments.filter(({ name, roles }) => name !== CHIEFS && roles.includes(HEAD))
    .map(({ name }) => name);
}

function requireDepartments(deps: Deps, signing: readonly string[], assisting: readonly string[]): void {
  const able = ableToLead(deps);
  const all = deps.rules().routing.departments.map(({ name }) => name);
  const unable = signing.find((name) => !able.includes(name));
  if (unable !== undefined) {
    const what = all.includes(unable) ? `“${unable}”没有${HEAD}，不能牵头或会签` : `没有科室“${unable}”`;
    throw new ApiProblem('invalid-request', what, { hint: `可选：${able.join('、')}` });
  }
  const unknown = assisting.find((name) => !all.includes(name));
  if (unknown !== undefined)
    throw new ApiProblem('invalid-request', `没有科室“${unknown}”`, { hint: `科室须是：${all.join('、')}` });
}
