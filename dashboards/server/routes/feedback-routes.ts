import { feedbackList, feedbackRequest } from '../../rulebook-contract.ts';
import { ApiProblem } from '../api-problem.ts';
import { type Endpoint, endpoint, noBody, noQuery, ok } from '../endpoint.ts';
import { offer } from '../rule-offers.ts';
import type { ServerDeps } from '../server-deps.ts';

const shape = {
  tag: '信息',
  path: '/api/posts/{id}/feedback',
  query: noQuery,
  answers: { 200: feedbackList },
} as const;

/** What people say of the rules that fired on a post, or should have. */
export function feedbackRoutes({ queries, rules, rulebook }: ServerDeps): Endpoint[] {
  async function view(docId: string, account: Parameters<typeof offer>[0]) {
    if ((await queries.post(docId)) === null) {
      throw new ApiProblem('not-found', '没有这条信息', { hint: '请检查地址，或从检索结果重新进入' });
    }
    const ids = rules().packs.flatMap((pack) => pack.rules.map(({ id }) => id));
    return ok({ items: [...(await rulebook.feedback.ofPost(docId, ids))], mayGive: offer(account, 'feedback') });
  }
  const read = endpoint(
    'login',
    { ...shape, method: 'get', summary: '对命中的反馈', body: noBody },
    ({ param, session }) => view(param('id'), session.account),
  );
  const give = endpoint(
    'feedback',
    { ...shape, method: 'post', summary: '标记命中：真实、误报、漏报', body: feedbackRequest },
    async ({ param, body, session: { account } }) => {
      const known = rules().packs.some((pack) => pack.rules.some(({ id }) => id === body.rule));
      if (!known) throw new ApiProblem('refused', `没有规则 ${body.rule}`, { hint: '请刷新页面' });
      await rulebook.feedback.give(account.account, { docId: param('id'), ...body });
      return view(param('id'), account);
    },
  );
  return [read, give];
}
