import type { ScoringSpec } from '../../rules/schema.ts';
import type { Risk, ScorePart } from '../model/verdict.ts';
import { closeRisk } from './score.ts';

/** How far an event has spread. */
export interface Spread {
  postCount: number;
  sourceCount: number;
}

/** Points that an event's spread adds to its gravest post, as a part of the score. */
export function spreadPart({ postCount, sourceCount }: Spread, scoring: ScoringSpec): ScorePart {
  const { perDoubling, most } = scoring.spread;
  const points = Math.min(most, perDoubling * Math.log2(postCount));
  return {
    name: '事件扩散',
    points: Math.round(points * 10) / 10,
    why: `同一事件 ${postCount} 帖，${sourceCount} 个来源：${perDoubling} × log₂ ${postCount}，最多 ${most}`,
  };
}

/** Parts of the gravest post plus the spread; caps are worked out anew. */
export function eventRisk(gravest: Risk, spread: Spread, scoring: ScoringSpec): Risk {
  const own = gravest.parts.filter((part) => part.name !== '封顶' && part.name !== '下限');
  const part = spreadPart(spread, scoring);
  return closeRisk(part.points > 0 ? [...own, part] : own, scoring);
}
