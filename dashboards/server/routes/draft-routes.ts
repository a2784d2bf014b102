import { toShanghai } from '../../../pipeline/model/calendar.ts';
import type { StoredDraft } from '../../../pipeline/rulebook/drafts.ts';
import {
  backTestRequest,
  type DraftDetail,
  draftApproval,
  draftChange,
  draftDetail,
  draftList,
  draftRejection,
  draftRequest,
  draftStep,
  published,
} from '../../rulebook-contract.ts';
import { ApiProblem } from '../api-problem.ts';
import { type AnswerStatus, type Endpoint, endpoint, noBody, noQuery, ok } from '../endpoint.ts';
import { draftOffers, offer } from '../rule-offers.ts';
import type { ServerDeps } from '../server-deps.ts';
import { headOf } from './rule-routes.ts';

const tag = '规则草稿';
const path = '/api/rule-drafts';
/** Drafts that are done with, shown for reference. */
const MOST_DONE = 50;

/** For lists: files by name, without their texts. */
function inBrief({ draft, row }: StoredDraft): StoredDraft {
  const edits = draft.edits.map((one) =>
    one.edit.kind === 'file' ? { ...one, edit: { ...one.edit, text: null }, textBefore: null } : one,
  );
  return { draft: { ...draft, edits }, row };
}

/** Changes to the rules on their way: written by one, back-tested, approved by another. */
export function draftRoutes({ rulebook, live, now }: ServerDeps): Endpoint[] {
  async function read(draftId: string): Promise<StoredDraft> {
    const found = await rulebook.drafts.read(draftId);
    if (found === null) throw new ApiProblem('not-found', '没有这份草稿', { hint: '请从草稿列表重新进入' });
    return found;
  }
  async function view(account: Parameters<typeof draftOffers>[0], { draft, row }: StoredDraft): Promise<DraftDetail> {
    const open = draft.state === 'draft' || draft.state === 'proposed' || draft.state === 'rejected';
    const { running, problem, last, outdated } = await rulebook.backTests.state(draft);
    return {
      draft,
      row,
      diagnostics: open ? [...(await rulebook.check(draft))] : [],
      stale: open ? [...rulebook.stale(draft)] : [],
      backTest: { running, problem, last, outdated },
      may: draftOffers(account, draft),
      serverTime: toShanghai(now()),
    };
  }
  const changed = (draftId: string) => live.publish({ kind: 'rules', ref: draftId, at: toShanghai(now()) });

  const list = endpoint(
    'login',
    { method: 'get', path, tag, summary: '草稿列表', query: noQuery, body: noBody, answers: { 200: draftList } },
    async ({ session: { account } }) => {
      const all = await rulebook.drafts.list();
      const isDone = ({ draft }: StoredDraft) => draft.state === 'published' || draft.state === 'withdrawn';
      const items = [...all.filter((one) => !isDone(one)), ...all.filter(isDone).slice(0, MOST_DONE)].map(inBrief);
      return ok({ items, mayDraft: offer(account, 'draft-rules'), serverTime: toShanghai(now()) });
    },
  );
  const create = endpoint(
    'draft-rules',
    {
      method: 'post',
      path,
      tag,
      summary: '新建草稿',
      query: noQuery,
      body: draftRequest,
      answers: { 201: draftDetail },
    },
    async ({ body, session: { account } }) => {
      const saved = await rulebook.save(account.account, body, null);
      changed(saved.draft.draftId);
      return { status: 201 as const, body: await view(account, saved) };
    },
  );
  const detail = endpoint(
    'login',
    {
      method: 'get',
      path: `${path}/{id}`,
      tag,
      summary: '一份草稿',
      query: noQuery,
      body: noBody,
      answers: { 200: draftDetail },
    },
    async ({ param, session: { account } }) => ok(await view(account, await read(param('id')))),
  );
  const change = endpoint(
    'draft-rules',
    {
      method: 'patch',
      path: `${path}/{id}`,
      tag,
      summary: '修改草稿',
      query: noQuery,
      body: draftChange,
      answers: { 200: draftDetail },
    },
    async ({ param, body: { row, ...input }, session: { account } }) => {
      const saved = await rulebook.save(account.account, input, { draftId: param('id'), row });
      changed(saved.draft.draftId);
      return ok(await view(account, saved));
    },
  );

  const STEPS = [
    { name: 'propose', summary: '提交审批' },
    { name: 'withdraw', summary: '撤回草稿' },
    { name: 'rebase', summary: '对照现行规则更新草稿' },
  ] as const;
  const steps = STEPS.map(({ name, summary }) =>
    endpoint(
      'draft-rules',
      {
        method: 'post',
        path: `${path}/{id}/${name}`,
        tag,
        summary,
        query: noQuery,
        body: draftStep,
        answers: { 200: draftDetail },
      },
      async ({ param, body: { row }, session: { account } }) => {
        const saved = await rulebook[name](account.account, { draftId: param('id'), row });
        changed(saved.draft.draftId);
        return ok(await view(account, saved));
      },
    ),
  );
  const reject = endpoint(
    'approve-rules',
    {
      method: 'post',
      path: `${path}/{id}/reject`,
      tag,
      summary: '退回草稿',
      query: noQuery,
      body: draftRejection,
      answers: { 200: draftDetail },
    },
    async ({ param, body: { row, reason }, session: { account } }) => {
      const saved = await rulebook.reject(account.account, { draftId: param('id'), row }, reason);
      changed(saved.draft.draftId);
      return ok(await view(account, saved));
    },
  );
  const publish = endpoint(
    'approve-rules',
    {
      method: 'post',
      path: `${path}/{id}/publish`,
      tag,
      summary: '批准并发布',
      query: noQuery,
      body: draftApproval,
      answers: { 200: published },
    },
    async ({ param, body: { row, reason }, session: { account } }) => {
      const version = await rulebook.publish(account.account, { draftId: param('id'), row }, reason);
      changed(version.version);
      return ok({ version: headOf(version) });
    },
  );

  const backTest = { tag, query: noQuery, path: `${path}/{id}/back-test` } as const;
  const start = endpoint(
    'draft-rules',
    { ...backTest, method: 'post', summary: '开始回测', body: backTestRequest, answers: { 202: draftDetail } },
    async ({ param, body, session: { account } }) => {
      const found = await read(param('id'));
      await rulebook.backTests.start(found.draft, body, account.account);
      return { status: 202 satisfies AnswerStatus, body: await view(account, found) };
    },
  );
  const stop = endpoint(
    'draft-rules',
    { ...backTest, method: 'delete', summary: '停止回测', body: noBody, answers: { 204: null } },
    async ({ c, param }) => {
      rulebook.backTests.stop((await read(param('id'))).draft.draftId);
      return c.body(null, 204);
    },
  );
  return [list, create, detail, change, ...steps, reject, publish, start, stop];
}
