import { toShanghai } from '../../../pipeline/model/calendar.ts';
import type { Edit } from '../../../rules/edit.ts';
import type { LearnedSpec } from '../../../rules/schema.ts';
import { draftView, learnedOrder, learnedState } from '../../rulebook-contract.ts';
import { ApiProblem } from '../api-problem.ts';
import { type Endpoint, endpoint, noBody, noQuery, ok } from '../endpoint.ts';
import { offer } from '../rule-offers.ts';
import type { ServerDeps } from '../server-deps.ts';

const tag = '学习所得';
const path = '/api/learned';

/** The learned part: what is in use, and drafts that put one in use or out of it. A second person publishes them as any draft. */
export function learnedRoutes({ rulebook, live, now }: ServerDeps): Endpoint[] {
  const learned = () => rulebook.inForce.current().learned;

  const state = endpoint(
    'login',
    {
      method: 'get',
      path,
      tag,
      summary: '学习所得的现状',
      query: noQuery,
      body: noBody,
      answers: { 200: learnedState },
    },
    async ({ session: { account } }) => {
      const { model, problem } = learned();
      const judged = await rulebook.learning.judged();
      return ok({ model, problem, judged, mayDraft: offer(account, 'draft-rules'), serverTime: toShanghai(now()) });
    },
  );
  const order = endpoint(
    'draft-rules',
    {
      method: 'post',
      path: `${path}/drafts`,
      tag,
      summary: '训练、启用或停用，写成草稿',
      query: noQuery,
      body: learnedOrder,
      answers: { 201: draftView },
    },
    async ({ body: { what, reason }, session: { account } }) => {
      const model = what === 'train' ? await rulebook.learning.train(account.account) : modelFor(what, learned().model);
      const edits: Edit[] = [{ kind: 'learned', model }];
      const title = model === null ? '停用学习所得' : `启用学习所得（${model.trained.examples} 条标注）`;
      const saved = await rulebook.save(account.account, { title, reason, edits }, null);
      live.publish({ kind: 'rules', ref: saved.draft.draftId, at: toShanghai(now()) });
      return { status: 201 as const, body: saved };
    },
  );
  return [state, order];
}

/** Throws where things stand already as they are wanted. */
function modelFor(what: 'use' | 'stop', model: LearnedSpec | null): LearnedSpec | null {
  if (what === 'stop') {
    if (model?.inUse) return null;
    throw new ApiProblem('refused', '学习所得本来就没有启用');
  }
  if (model === null) throw new ApiProblem('refused', '没有可启用的学习所得', { hint: '先从反馈训练' });
  if (model.inUse) throw new ApiProblem('refused', '学习所得已经在用');
  return { ...model, inUse: true };
}
