import type { RuleHit } from '../../rules/rule-set.ts';
import type { Role, ScoringSpec } from '../../rules/schema.ts';
import { CHANNELS } from '../model/channels.ts';
import type { LearnedEvidence } from '../model/learned.ts';
import { WARNING_LEVELS, type WarningLevel } from '../model/levels.ts';
import type { Post } from '../model/post.ts';
import type { Risk, ScorePart } from '../model/verdict.ts';
import type { Denial } from './denial.ts';
import type { DomainVerdict } from './domain.ts';
import type { Sentiment } from './sentiment.ts';

const ROLE_WORDS: Record<Role, string> = {
  topic: '事项',
  urgency: '紧迫',
  harm: '伤害',
  spread: '扩散',
  authority: '公信力',
  relief: '缓和',
  outside: '领域外',
};

export interface ScoreInput {
  post: Post;
  hits: readonly RuleHit[];
  /** Hits that the text itself denies. */
  denied: ReadonlyMap<RuleHit, Denial>;
  domain: DomainVerdict;
  sentiment: Sentiment;
  /** Null where the learned part is not in use. */
  learned: LearnedEvidence | null;
}

/** The level a score stands for; null below 蓝. */
export function levelOf(score: number, scoring: ScoringSpec): WarningLevel | null {
  return WARNING_LEVELS.findLast((level) => score >= scoring.levels[level]) ?? null;
}

/**
 * Additive risk score. All points are kept to a tenth, so that the parts add up to the score exactly.
 * Caps and floors are parts of their own: nothing is taken away in silence.
 */
export function scorePost(input: ScoreInput, scoring: ScoringSpec): Risk {
  const parts = [
    ...ruleParts(input, scoring),
    ...channelPart(input.post, scoring),
    ...interactionPart(input.post, scoring),
    ...sentimentPart(input.sentiment, scoring),
    ...officialPart(input.post, scoring),
    ...learnedPart(input.learned, scoring),
  ];
  if (!input.domain.domain) parts.push(...outsidePart(parts, input.domain.evidence, scoring));
  return closeRisk(parts, scoring);
}

/** Adds cap or floor and computes score and level from the parts. */
export function closeRisk(parts: readonly ScorePart[], scoring: ScoringSpec): Risk {
  const closed = [...parts];
  const sum = total(closed);
  if (sum > 100) closed.push({ name: '封顶', points: tenth(100 - sum), why: `各项合计 ${sum}，风险分最高 100` });
  if (sum < 0) closed.push({ name: '下限', points: tenth(-sum), why: `各项合计 ${sum}，风险分最低 0` });
  const score = total(closed);
  return { score, level: levelOf(score, scoring), parts: closed };
}

function ruleParts({ hits, denied }: ScoreInput, scoring: ScoringSpec): ScorePart[] {
  const byRole = new Map<Role, RuleHit[]>();
  for (const hit of hits) {
    if (hit.rule.severity === 0 || hit.rule.role === 'outside') continue;
    const list = byRole.get(hit.rule.role);
    if (list) list.push(hit);
    else byRole.set(hit.rule.role, [hit]);
  }
  return [...byRole].flatMap(([role, list]) => partsOfRole(role, list, { denied, scoring }));
}

interface RoleOptions {
  denied: ScoreInput['denied'];
  scoring: ScoringSpec;
}

/** Graver hits first, denied ones behind the others; each denial is a part of its own behind its hit. */
function partsOfRole(role: Role, hits: RuleHit[], { denied, scoring }: RoleOptions): ScorePart[] {
  const graverFirst = [...hits].sort(
    (a, b) => Number(denied.has(a)) - Number(denied.has(b)) || Math.abs(b.rule.severity) - Math.abs(a.rule.severity),
  );
  const parts = graverFirst.flatMap((hit, index) => {
    const { rule, spans } = hit;
    const factor = index === 0 ? 1 : scoring.furtherHits;
    const points = tenth(rule.severity * factor);
    const terms = [...new Set(spans.map((span) => span.term))].slice(0, 5).join('、');
    const share = index === 0 ? '' : `，同类第 ${index + 1} 条按 ${scoring.furtherHits} 计`;
    const why = `${ROLE_WORDS[role]}规则 ${rule.id} 命中：${terms}${share}`;
    const denial = denied.get(hit);
    return [{ name: rule.name, points, why }, ...(denial ? [deniedPart(rule.name, points, denial, scoring)] : [])];
  });
  const limit = scoring.limits[role];
  const sum = total(parts);
  if (limit === undefined || Math.abs(sum) <= limit) return parts;
  const kept = sum < 0 ? -limit : limit;
  return [
    ...parts,
    {
      name: `${ROLE_WORDS[role]}上限`,
      points: tenth(kept - sum),
      why: `${ROLE_WORDS[role]}类合计 ${sum}，最多计 ${kept}`,
    },
  ];
}

function deniedPart(name: string, points: number, { cue, term }: Denial, scoring: ScoringSpec): ScorePart {
  const { share } = scoring.negation;
  const why = `“${cue}”说的就是“${term}”，退回 ${Math.round(share * 100)}%`;
  return { name: `否定：${name}`, points: tenth(-points * share), why };
}

function channelPart(post: Post, scoring: ScoringSpec): ScorePart[] {
  const points = tenth(scoring.channels[post.channel] ?? 0);
  return points === 0 ? [] : [{ name: '渠道影响', points, why: `发布于${CHANNELS[post.channel]}` }];
}

function interactionPart(post: Post, scoring: ScoringSpec): ScorePart[] {
  const { reposts, comments } = post.metrics;
  const count = (reposts ?? 0) + (comments ?? 0);
  const { perDoubling, most } = scoring.interaction;
  const points = tenth(Math.min(most, perDoubling * Math.log2(1 + count)));
  const why = `转发 ${reposts ?? '未知'}，评论 ${comments ?? '未知'}：${perDoubling} × log₂(1 + ${count})，最多 ${most}`;
  return points === 0 ? [] : [{ name: '互动', points, why }];
}

function sentimentPart(sentiment: Sentiment, scoring: ScoringSpec): ScorePart[] {
  if (sentiment.label === 'neutral') return [];
  const points = tenth(scoring.sentiment[sentiment.label]);
  const words = sentiment.words.slice(0, 5).join('、');
  return points === 0
    ? []
    : [{ name: sentiment.label === 'negative' ? '情绪负面' : '情绪正面', points, why: `情绪词：${words}` }];
}

function officialPart(post: Post, scoring: ScoringSpec): ScorePart[] {
  if (!post.official || scoring.official === 0) return [];
  return [{ name: '官方发布', points: tenth(scoring.official), why: `${post.sourceName}为公开机构发布` }];
}

/** Listed wherever words spoke, with 0 points too: it may have decided whose business the post is. */
function learnedPart(learned: LearnedEvidence | null, scoring: ScoringSpec): ScorePart[] {
  if (learned === null) return [];
  const { points: most, pointsPerEvidence } = scoring.learned;
  const points = tenth(Math.min(most, Math.max(-most, learned.evidence * pointsPerEvidence)));
  const words = learned.words.map(({ word, evidence }) => `${word} ${signed(evidence)}`).join('、');
  const said = words === '' ? '没有学到的用词' : `学到的用词：${words}`;
  const why = `${said}；连同基数，归属依据 ${signed(learned.evidence)}，每 1 计 ${pointsPerEvidence} 分，最多 ${most}`;
  return [{ name: '学习所得', points, why }];
}

function signed(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  return rounded < 0 ? `−${-rounded}` : `+${rounded}`;
}

function outsidePart(parts: readonly ScorePart[], evidence: number, scoring: ScoringSpec): ScorePart[] {
  const sum = total(parts);
  if (sum <= 0) return [];
  const why = `领域依据 ${tenth(evidence)}，低于阈值 ${scoring.domain.threshold}`;
  return [{ name: '不属于本局职责', points: tenth(-sum), why }];
}

function total(parts: readonly ScorePart[]): number {
  return tenth(parts.reduce((sum, part) => sum + part.points, 0));
}

function tenth(value: number): number {
  const rounded = Math.round(value * 10) / 10;
  return rounded === 0 ? 0 : rounded;
}
