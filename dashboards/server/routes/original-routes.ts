import { originalAnswer, originalRequest } from '../../record-contract.ts';
import { ApiProblem } from '../api-problem.ts';
import { type Endpoint, endpoint, noQuery, ok } from '../endpoint.ts';
import type { ServerDeps } from '../server-deps.ts';

/** The text of one post before masking, for those who have the right and say why. */
export function originalRoutes({ originals }: Pick<ServerDeps, 'originals'>): Endpoint[] {
  return [
    endpoint(
      'unmask',
      {
        method: 'post',
        path: '/api/posts/{id}/original',
        tag: '信息',
        summary: '查看遮盖前的原文，须写理由，记入审计',
        query: noQuery,
        body: originalRequest,
        answers: { 200: originalAnswer },
      },
      async ({ body: { reason }, param, session: { account } }) => {
        if (originals === undefined) {
          throw new ApiProblem('refused', '系统没有保存原文', { hint: '开启的办法见 README 的 YUQING_ORIGINAL_KEYS' });
        }
        return ok(await originals.reveal(param('id'), account.account, reason));
      },
    ),
  ];
}
