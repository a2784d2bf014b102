import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { published, rollBackRequest, versionList } from '../../rulebook-contract.ts';
import { type Endpoint, endpoint, noBody, noQuery, ok } from '../endpoint.ts';
import { offer } from '../rule-offers.ts';
import type { ServerDeps } from '../server-deps.ts';
import { headOf } from './rule-routes.ts';

const shape = { tag: '规则版本', query: noQuery } as const;

/** Published states of the rules, and the way back to one. */
export function versionRoutes({ rulebook, live, now }: ServerDeps): Endpoint[] {
  const list = endpoint(
    'login',
    {
      ...shape,
      method: 'get',
      path: '/api/rule-versions',
      summary: '版本历史',
      body: noBody,
      answers: { 200: versionList },
    },
    async ({ session: { account } }) =>
      ok({
        items: (await rulebook.versions.list()).map(headOf),
        number: rulebook.inForce.number(),
        problem: rulebook.inForce.problem(),
        mayRollBack: offer(account, 'approve-rules'),
        serverTime: toShanghai(now()),
      }),
  );
  const rollBack = endpoint(
    'approve-rules',
    {
      ...shape,
      method: 'post',
      path: '/api/rule-versions/roll-back',
      summary: '回退到较早的版本',
      body: rollBackRequest,
      answers: { 200: published },
    },
    async ({ body: { number, reason }, session: { account } }) => {
      const version = await rulebook.rollBack(account.account, number, reason);
      live.publish({ kind: 'rules', ref: version.version, at: toShanghai(now()) });
      return ok({ version: headOf(version) });
    },
  );
  return [list, rollBack];
}
