import { escalationSteps } from '../../../pipeline/alert/raise.ts';
import { waitEnd } from '../../../pipeline/alert/wait-end.ts';
import { handlingOf } from '../../../pipeline/case/handling.ts';
import type { EscalationStep } from '../../../pipeline/model/alert.ts';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import type { WarningLevel } from '../../../pipeline/model/levels.ts';
import type { RouteDecision } from '../../../pipeline/model/verdict.ts';
import { decideRoute } from '../../../pipeline/route/route.ts';
import { type RouteTrial, routeQuery, routeTrial } from '../../route-contract.ts';
import { type Accounts, receiversOf } from '../accounts.ts';
import { ApiProblem } from '../api-problem.ts';
import { type Endpoint, endpoint, noBody, ok } from '../endpoint.ts';
import type { ServerDeps } from '../server-deps.ts';

type Deps = Pick<ServerDeps, 'rules' | 'workingDays' | 'contacts' | 'now'> & { accounts: Pick<Accounts, 'list'> };

/** Where labels would go: the decision that `rules route` prints, with who that is now and what would follow. */
export function routeRoutes(deps: Deps): Endpoint[] {
  const { rules, now } = deps;
  return [
    endpoint(
      'login',
      {
        method: 'get',
        path: '/api/route',
        tag: '规则',
        summary: '试路由：这样的帖文会派给谁，为什么',
        query: routeQuery,
        body: noBody,
        answers: { 200: routeTrial },
      },
      async ({ query }) => {
        if (Object.values(query).every((value) => value === undefined || value.length === 0))
          throw new ApiProblem('invalid-request', '至少给一个标签', { hint: '如主题、级别' });
        const { routing, version } = rules();
        const decision = decideRoute(routing, query);
        const steps = query.level === undefined ? [] : stepsOf(deps, decision, query.level);
        const all = [...decision.receivers, ...steps.flatMap(({ rung }) => rung.receivers)];
        return ok({
          decision,
          receivers: await peopleOf(deps, all),
          steps: steps.map(({ rung, ...told }, index) => ({ step: index + 1, receivers: rung.receivers, ...told })),
          repeatFrom: steps.length === 0 ? null : (steps.at(-1)?.rung.repeatFrom ?? steps.length),
          handling: query.level === undefined ? null : handlingIn(deps, decision, query.level),
          remarks: remarksOn(deps, query),
          kinds: Object.keys(routing.kinds),
          rulesVersion: version,
          serverTime: toShanghai(now()),
        });
      },
    ),
  ];
}

type Told = Pick<RouteTrial['steps'][number], 'at' | 'wait' | 'problem'> & { rung: EscalationStep };

/** Each step with the instant at which it would be told, were the alert raised now. */
function stepsOf({ rules, workingDays, now }: Deps, decision: RouteDecision, level: WarningLevel): Told[] {
  let at = now();
  return escalationSteps(rules().escalation, decision, level).map((rung) => {
    const end = waitEnd(rung, at, workingDays);
    const wait = rung.nextWorkingDay === null ? `${rung.waitMinutes} 分钟` : `到下一个工作日 ${rung.nextWorkingDay}`;
    const told = { rung, at: toShanghai(at), wait, problem: end.problem };
    at = end.at;
    return told;
  });
}

async function peopleOf({ accounts, contacts, rules, now }: Deps, all: readonly string[]) {
  const enabled = (await accounts.list()).filter((one) => one.enabled);
  const held = enabled.map((one) => ({ name: one.name, receivers: receiversOf(one, rules().routing.departments) }));
  return [...new Set(all)].map((receiver) => ({
    receiver,
    accounts: held.filter(({ receivers }) => receivers.includes(receiver)).map(({ name }) => name),
    onDuty: contacts?.onDuty(receiver, now())?.map(({ name }) => name) ?? null,
  }));
}

function handlingIn({ rules, workingDays, now }: Deps, route: RouteDecision, level: WarningLevel) {
  const limits = handlingOf({ detectedAt: toShanghai(now()), route }, rules().escalation, workingDays);
  const found = limits.find((one) => one.level === level)?.deadline;
  return found === undefined ? null : { name: found.name, dueAt: found.dueAt, document: found.document };
}

function remarksOn(
  { rules }: Deps,
  {
    topic,
    kind = [],
    rule = [],
  }: { topic?: string | undefined; kind?: string[] | undefined; rule?: string[] | undefined },
): string[] {
  const { packs, routing } = rules();
  const topics = packs.flatMap((pack) => pack.topic ?? []);
  const ids = new Set(packs.flatMap((pack) => pack.rules.map(({ id }) => id)));
  const strange = (word: string, values: readonly string[], known: (value: string) => boolean) =>
    values.filter((value) => !known(value)).map((value) => `现行规则里没有${word}“${value}”，没有帖文会带着它`);
  return [
    ...strange('主题', topic === undefined ? [] : [topic], (value) => topics.includes(value)),
    ...strange('事件类型', kind, (value) => Object.hasOwn(routing.kinds, value)),
    ...strange('规则', rule, (value) => ids.has(value)),
  ];
}
