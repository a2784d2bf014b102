import { noticePage, noticesQuery } from '../../alert-contract.ts';
import { receiversOf } from '../accounts.ts';
import { ApiProblem } from '../api-problem.ts';
import { type Endpoint, endpoint, noBody, ok } from '../endpoint.ts';
import { given, pageAsked, pageOf } from '../page-of.ts';
import { seesAllNotices } from '../permissions.ts';
import type { ServerDeps } from '../server-deps.ts';

/** Notices: what the system has to say. */
export function operationRoutes(deps: ServerDeps): Endpoint[] {
  return [noticeRoute(deps)];
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
