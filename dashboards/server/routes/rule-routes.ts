import { toShanghai } from '../../../pipeline/model/calendar.ts';
import type { RuleVersion } from '../../../pipeline/model/draft.ts';
import { precisionOf } from '../../../pipeline/rulebook/precision.ts';
import { ruleOf } from '../../../rules/edit.ts';
import type { PackSpec, RuleSpec } from '../../../rules/schema.ts';
import {
  type PackView,
  type PreviewLine,
  previewLine,
  previewRequest,
  type RuleView,
  ruleDetail,
  ruleList,
  ruleSuggestions,
  type VersionHead,
} from '../../rulebook-contract.ts';
import { ApiProblem } from '../api-problem.ts';
import { type Endpoint, endpoint, noBody, noQuery, ok } from '../endpoint.ts';
import { LINES, lineStream } from '../line-stream.ts';
import type { ServerDeps } from '../server-deps.ts';
import { createSharedAnswers } from '../shared-answer.ts';
import { PACK_ROLE_WORDS } from '../words.ts';

const tag = '规则';
/** Hits are counted over all posts there are. */
const HITS_KEPT_MS = 60_000;

/** The rules in force: what they are, how they do, and what one under hand would do. */
export function ruleRoutes(deps: ServerDeps): Endpoint[] {
  const { queries, rules, rulebook, now } = deps;
  const hitsOf = createSharedAnswers<ReadonlyMap<string, number>>({ keptMs: HITS_KEPT_MS, now });
  async function viewOf(rule: RuleSpec, hits: number): Promise<{ view: RuleView; missed: number }> {
    const judgements = [...(await rulebook.feedback.ofRule(rule.id)).values()].map(({ judgement }) => judgement);
    const { id, name, expression, severity, note = null, retired = null } = rule;
    const precision = precisionOf(judgements);
    const missed = judgements.filter((one) => one === 'missed').length;
    return { view: { id, name, expression, severity, note, retired, hits, precision }, missed };
  }
  function known(id: string): { pack: PackSpec; rule: RuleSpec } {
    for (const pack of rules().packs) {
      const rule = pack.rules.find((one) => one.id === id);
      if (rule !== undefined) return { pack, rule };
    }
    throw new ApiProblem('not-found', '没有这条规则', { hint: '请从规则列表重新进入' });
  }

  const list = endpoint(
    'login',
    {
      method: 'get',
      path: '/api/rules',
      tag,
      summary: '规则包、命中数与准确率',
      query: noQuery,
      body: noBody,
      answers: { 200: ruleList },
    },
    async () => {
      const { version, packs, lexicon } = rules();
      const ruleCount = packs.reduce((sum, pack) => sum + pack.rules.length, 0);
      const hits = await hitsOf(version, async () => {
        const counted = await queries.topTerms({}, 'rule', Math.max(1, ruleCount));
        return new Map(counted.map(({ value, count }) => [value, count]));
      });
      const viewed = packs.map(async (pack): Promise<PackView> => {
        const views = await Promise.all(pack.rules.map((rule) => viewOf(rule, hits.get(rule.id) ?? 0)));
        return { ...packHead(pack), rules: views.map(({ view }) => view) };
      });
      return ok({
        version,
        number: rulebook.inForce.number(),
        problem: rulebook.inForce.problem(),
        packs: await Promise.all(viewed),
        lists: [...lexicon.keys()],
        serverTime: toShanghai(now()),
      });
    },
  );

  const detail = endpoint(
    'login',
    {
      method: 'get',
      path: '/api/rules/{id}',
      tag,
      summary: '一条规则的全部',
      query: noQuery,
      body: noBody,
      answers: { 200: ruleDetail },
    },
    async ({ param }) => {
      const { pack, rule } = known(param('id'));
      const { total } = await queries.findPosts({ rule: rule.id }, { limit: 1 });
      const touches = ({ edit }: RuleVersion['changes'][number]) => ruleOf(edit) === rule.id;
      const versions = (await rulebook.versions.list()).filter(({ changes }) => changes.some(touches));
      const drafts = (await rulebook.drafts.list())
        .map(({ draft }) => draft)
        .filter(({ state, edits }) => (state === 'draft' || state === 'proposed') && edits.some(touches));
      return ok({
        pack: packHead(pack),
        rule,
        ...(await viewOf(rule, total)),
        history: versions.map(headOf),
        drafts: drafts.map(({ draftId, title, author }) => ({ draftId, title, author })),
        serverTime: toShanghai(now()),
      });
    },
  );

  const suggestions = endpoint(
    'login',
    {
      method: 'get',
      path: '/api/rules/{id}/suggestions',
      tag,
      summary: '由反馈得出的用词建议',
      query: noQuery,
      body: noBody,
      answers: { 200: ruleSuggestions },
    },
    async ({ param }) => {
      const { rule } = known(param('id'));
      return ok({ ...(await rulebook.suggest(rule.id)), serverTime: toShanghai(now()) });
    },
  );

  const preview = endpoint(
    'draft-rules',
    {
      method: 'post',
      path: '/api/rules/preview',
      tag,
      summary: '试一条规则：诊断、样例、近期帖文',
      query: noQuery,
      body: previewRequest,
      answers: { 200: previewLine },
      contentType: LINES,
    },
    ({ c, body: { rule, pack, days } }) =>
      lineStream<PreviewLine>(c, deps, (options) => rulebook.preview(rule, pack, { days, ...options })),
  );
  return [list, preview, detail, suggestions];
}

function packHead({ id, name, role, topic, owner, note }: PackSpec): Omit<PackView, 'rules'> {
  const words = { topic: topic ?? null, owner: owner ?? null, note: note ?? null };
  return { id, name, role, roleName: PACK_ROLE_WORDS[role], ...words };
}

/** A version without the whole of its edits. */
export function headOf({ edits: _, ...head }: RuleVersion): VersionHead {
  return head;
}
