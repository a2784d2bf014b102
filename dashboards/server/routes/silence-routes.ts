import type { SilenceAction } from '../../../pipeline/model/action.ts';
import { toEpoch, toShanghai } from '../../../pipeline/model/calendar.ts';
import { SILENCES, type Silence, silence } from '../../../pipeline/model/silence.ts';
import { silenceAnswer, silenceDecision, silenceRequest, silencesAnswer } from '../../alert-contract.ts';
import type { Account } from '../accounts.ts';
import { ApiProblem } from '../api-problem.ts';
import { type Endpoint, endpoint, noBody, noQuery, ok } from '../endpoint.ts';
import { may } from '../permissions.ts';
import type { ServerDeps } from '../server-deps.ts';
import { actorOf } from './alert-routes.ts';

type Deps = Pick<ServerDeps, 'store' | 'submitAction' | 'now' | 'random'>;

const path = '/api/silences';
const tag = '静默';
/** Ended ones are shown no longer than this. */
const SHOWN_MS = 30 * 86_400_000;

/** Staying silent about certain alerts for a while: asked for with a reason, from orange on agreed to by a second person. */
export function silenceRoutes(deps: Deps): Endpoint[] {
  async function view(account: Account) {
    const all = [...(await deps.store.states(SILENCES)).values()].map(({ value }) => silence.parse(value));
    const shown = all.filter(({ until }) => toEpoch(until) > deps.now() - SHOWN_MS);
    shown.sort((a, b) => toEpoch(b.at) - toEpoch(a.at));
    return shown.map((one) => ({
      ...one,
      over: isOver(one),
      may: { approve: mayApprove(account, one), end: mayEnd(account, one) },
    }));
  }
  const isOver = (one: Silence) => one.state === 'ended' || toEpoch(one.until) <= deps.now();
  const mayEnd = (account: Account, one: Silence) => may(account.role, 'silence') && !isOver(one);
  const mayApprove = (account: Account, one: Silence) =>
    mayEnd(account, one) && one.state === 'proposed' && one.by.account !== account.account;

  async function submit(action: SilenceAction) {
    const result = await deps.submitAction(action);
    const { actionId } = action;
    if (result === 'pending') return { status: 202 as const, body: { state: 'pending' as const, actionId } };
    if (result.state === 'applied') return ok({ state: 'applied' as const, actionId });
    throw new ApiProblem('refused', result.problem ?? '没有办成', { hint: '请刷新页面后再试' });
  }
  const common = (account: Account, reason: string) => ({
    actionId: `act_${Buffer.from(deps.random(16)).toString('base64url')}`,
    by: actorOf(account),
    at: toShanghai(deps.now()),
    reason,
  });

  const list = endpoint(
    'login',
    {
      method: 'get',
      path,
      tag,
      summary: '静默：待同意的、生效的和近 30 天结束的',
      query: noQuery,
      body: noBody,
      answers: { 200: silencesAnswer },
    },
    async ({ session }) => ok({ items: await view(session.account), serverTime: toShanghai(deps.now()) }),
  );
  const ask = endpoint(
    'silence',
    {
      method: 'post',
      path,
      tag,
      summary: '提出静默',
      query: noQuery,
      body: silenceRequest,
      answers: { 200: silenceAnswer, 202: silenceAnswer },
    },
    ({ body: { reason, ...what }, session }) =>
      submit({ ...common(session.account, reason), kind: 'silence', ...what }),
  );
  const decide = (kind: 'approve' | 'end', summary: string) =>
    endpoint(
      'silence',
      {
        ...{ method: 'post' as const, path: `${path}/{id}/${kind}` as const, tag, summary },
        ...{ query: noQuery, body: silenceDecision, answers: { 200: silenceAnswer, 202: silenceAnswer } },
      },
      ({ body, param, session }) =>
        submit({
          ...common(session.account, body.reason),
          kind: `${kind}-silence`,
          silenceId: param('id'),
        }),
    );
  return [list, ask, decide('approve', '作为第二人同意静默'), decide('end', '结束静默，或不同意')];
}
