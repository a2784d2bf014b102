import { StorageError } from '../../../pipeline/errors.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { troublesAnswer } from '../../contract.ts';
import { type Endpoint, endpoint, noBody, noQuery, ok } from '../endpoint.ts';
import type { ServerDeps } from '../server-deps.ts';

/** What keeps the system from working, in the words of the log: for administrators, who can do something about it. */
export function troubleRoutes({ canWrite, now }: Pick<ServerDeps, 'canWrite' | 'now'>): Endpoint[] {
  const troubles = endpoint(
    'accounts',
    {
      method: 'get',
      path: '/api/troubles',
      tag: '运行状况',
      summary: '系统现在的故障，附处理办法',
      query: noQuery,
      body: noBody,
      answers: { 200: troublesAnswer },
    },
    async () => {
      const problem = await canWrite?.().then(
        () => null,
        (error: unknown) => error,
      );
      const items = problem instanceof StorageError ? [problem.message] : [];
      return ok({ items, serverTime: toShanghai(now()) });
    },
  );
  return [troubles];
}
