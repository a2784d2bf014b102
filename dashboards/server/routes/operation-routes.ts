import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { noticePage, noticesQuery, type SourceRunStarted, sourceList, sourceRunStarted } from '../../contract.ts';
import { receiversOf } from '../accounts.ts';
import { ApiProblem } from '../api-problem.ts';
import { writeAudit } from '../audit.ts';
import { type Endpoint, endpoint, noBody, noQuery, ok } from '../endpoint.ts';
import { given, pageAsked, pageOf } from '../page-of.ts';
import { may, seesAllNotices } from '../permissions.ts';
import type { ServerDeps } from '../server-deps.ts';
import { readSources } from '../source-states.ts';

/** Notices and sources: how the system is doing. */
export function operationRoutes(deps: ServerDeps): Endpoint[] {
  return [noticeRoute(deps), ...sourceRoutes(deps)];
}

function noticeRoute({ queries, rules, now }: ServerDeps): Endpoint {
  return endpoint(
    'login',
    {
      method: 'get',
      path: '/api/notices',
      tag: '通知',
      summary: '通知列表',
      query: noticesQuery,
      body: noBody,
      answers: { 200: noticePage },
    },
    async ({ query, session: { account } }) => {
      if (query.scope === 'all' && !seesAllNotices(account.role)) {
        throw new ApiProblem('forbidden', '您的角色只能查看发给本岗位的通知');
      }
      const receivers = query.scope === 'all' ? undefined : receiversOf(account, rules().routing.departments);
      const found = await queries.findNotices(given({ receivers, alertId: query.alert }), pageAsked(query));
      return ok(pageOf(found, now(), (notice) => notice));
    },
  );
}

function sourceRoutes(deps: ServerDeps): Endpoint[] {
  const { store, now } = deps;
  const shape = { tag: '信息源', query: noQuery, body: noBody } as const;
  const list = endpoint(
    'login',
    { ...shape, method: 'get', path: '/api/sources', summary: '信息源及其状况', answers: { 200: sourceList } },
    async ({ session: { account } }) => {
      const mayRun = deps.runSource !== undefined && may(account.role, 'run-source');
      return ok({ items: await readSources(store), mayRun, serverTime: toShanghai(now()) });
    },
  );
  const run = endpoint(
    'run-source',
    {
      ...shape,
      method: 'post',
      path: '/api/sources/{id}/run',
      summary: '立即采集一次',
      answers: { 202: sourceRunStarted },
    },
    async ({ param, session: { account } }) => {
      const sourceId = param('id');
      const source = (await readSources(store)).find((one) => one.sourceId === sourceId);
      if (source === undefined) throw new ApiProblem('not-found', '没有这个信息源', { hint: '请核对信息源清单' });
      if (deps.runSource === undefined) {
        throw new ApiProblem('unavailable', '本进程不负责采集，无法立即运行', { hint: '请在运行采集的服务器上操作' });
      }
      if (!source.enabled) {
        throw new ApiProblem('refused', `信息源“${source.name}”已停用`, { hint: '请先在信息源清单中启用' });
      }
      const state = await deps.runSource(sourceId);
      await writeAudit(deps, { actor: account.account, action: 'source.run', object: sourceId, detail: { state } });
      const body: SourceRunStarted = { sourceId, state };
      return { status: 202, body };
    },
  );
  return [list, run];
}
