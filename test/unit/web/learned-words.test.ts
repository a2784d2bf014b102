import { describe, expect, it } from 'vitest';
import { burstWhy } from '../../../dashboards/web/text/bursts.ts';
import { gainWords, qualityWords, strongestWords } from '../../../dashboards/web/text/learned-words.ts';

const QUALITY = { folds: 5, f1: 0.85, low: 0.83, high: 0.87, precision: 0.8, recall: 0.9, rulesAlone: 0.82 };

describe('words of the learned part', () => {
  it('the strongest of either side come first', () => {
    const words = { 物业: 0.5, 公交: -1.5, 电梯: 0.9, 医保: -0.2 };
    expect(strongestWords(words, 1)).toEqual({
      pro: [{ word: '电梯', evidence: 0.9 }],
      con: [{ word: '公交', evidence: -1.5 }],
    });
    expect(strongestWords({}, 5)).toEqual({ pro: [], con: [] });
  });

  it('says whether it is better than the rules alone', () => {
    expect(qualityWords(QUALITY)).toBe('0.85（95% 区间 0.83–0.87），只用规则 0.82');
    expect(gainWords(QUALITY)).toContain('超出偶然');
    expect(gainWords({ ...QUALITY, rulesAlone: 0.84 })).toContain('可能出于偶然');
    expect(gainWords({ ...QUALITY, rulesAlone: 0.86 })).toContain('不建议启用');
  });
});

it('a burst says what it was compared with', () => {
  const burst = {
    ...{ burstId: 'b', at: '2026-03-02T09:00:00+08:00', count: 12, usual: 1, spread: 1.4826, compared: 20 },
    ...{ version: 'heat-2', foundAt: '2026-03-02T09:10:00+08:00', level: 'hour' as const },
    subject: { kind: 'topic' as const, ref: '物业', name: '物业' },
  };
  expect(burstWhy({ ...burst, tail: 0.00052 })).toBe(
    '此前 20 个同一时刻的小时，中位数 1，稳健标准差 1.5；平常水平下这么多的概率 0.052%',
  );
  expect(burstWhy({ ...burst, tail: 1e-12 })).toContain('不到百万分之一');
});
