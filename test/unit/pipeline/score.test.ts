import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeDomain } from '../../../pipeline/score/domain.ts';
import { spreadPart } from '../../../pipeline/score/event-risk.ts';
import { levelOf, scorePost } from '../../../pipeline/score/score.ts';
import { createSentiment } from '../../../pipeline/score/sentiment.ts';
import type { Rule, RuleHit } from '../../../rules/rule-set.ts';
import { ROLES } from '../../../rules/schema.ts';
import { emptyBooks, readingOf } from '../../support/reading.ts';
import { SCORING, samplePost } from '../../support/samples.ts';

function hit(more: Partial<Rule>, spans = 1): RuleHit {
  const rule: Rule = {
    id: 'quality.leak',
    name: '房屋渗漏',
    expression: '漏水',
    severity: 30,
    domain: 1,
    pack: 'quality',
    role: 'topic',
    topic: '工程质量安全',
    owner: null,
    path: 'packs/quality.yaml',
    line: 1,
    column: 1,
    ...more,
  };
  const span = { field: 'text', start: 0, end: 2, term: '漏水' };
  return { rule, spans: Array.from({ length: spans }, () => span) };
}

const NEUTRAL = { label: 'neutral', score: 0, words: [] } as const;
const scoreOf = (hits: RuleHit[], post = samplePost()) =>
  scorePost(
    { post, hits, denied: new Map(), domain: judgeDomain(hits, SCORING), sentiment: NEUTRAL, learned: null },
    SCORING,
  );
const sum = (parts: readonly { points: number }[]) =>
  Math.round(parts.reduce((total, part) => total + part.points, 0) * 10) / 10 + 0;

describe('scorePost', () => {
  it('lets a reader work out what interactions and spread add from the reason given', () => {
    const work = (why: string) => {
      const [perDoubling = NaN, amount = NaN, most = NaN] =
        /([\d.]+) × log₂(?:\(1 \+)? ?([\d.]+)\)?，最多 ([\d.]+)$/.exec(why)?.slice(1).map(Number) ?? [];
      return Math.round(Math.min(most, perDoubling * Math.log2(amount + Number(why.includes('1 +')))) * 10) / 10;
    };
    fc.assert(
      fc.property(
        fc.nat(100_000),
        fc.nat(100_000),
        fc.integer({ min: 2, max: 100_000 }),
        (reposts, comments, posts) => {
          const risk = scoreOf([hit({})], samplePost({ metrics: { reposts, comments, likes: null, reads: null } }));
          const interaction = risk.parts.find(({ name }) => name === '互动');
          if (reposts + comments > 0) expect(work(interaction?.why ?? '')).toBe(interaction?.points);
          const spread = spreadPart({ postCount: posts, sourceCount: 1 }, SCORING);
          expect(work(spread.why), spread.why).toBe(spread.points);
        },
      ),
    );
  });

  it('adds up for any mixture of rules, and stays within 0 and 100', () => {
    const anyHit = fc.record({
      severity: fc.integer({ min: -60, max: 60 }),
      role: fc.constantFrom(...ROLES),
      domain: fc.integer({ min: -5, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(anyHit, { maxLength: 30 }), fc.nat(1_000_000), (specs, reposts) => {
        const hits = specs.map((spec) =>
          hit({ ...spec, severity: spec.role === 'relief' ? -Math.abs(spec.severity) : Math.abs(spec.severity) }),
        );
        const risk = scoreOf(hits, samplePost({ metrics: { reposts, comments: null, likes: null, reads: null } }));
        expect(sum(risk.parts)).toBe(risk.score);
        expect(risk.score).toBeGreaterThanOrEqual(0);
        expect(risk.score).toBeLessThanOrEqual(100);
        expect(risk.level).toBe(levelOf(risk.score, SCORING));
      }),
    );
  });

  it('counts further hits of a role less and lists what its limit takes away', () => {
    const risk = scoreOf([hit({ severity: 40 }), hit({ severity: 30, name: '开裂' })]);
    expect(risk.parts.map((part) => [part.name, part.points])).toEqual([
      ['房屋渗漏', 40],
      ['开裂', 15],
      ['事项上限', -5],
    ]);
    expect(risk).toMatchObject({ score: 50, level: '黄' });
  });

  it('says in a part that a post is not the bureau’s business', () => {
    const risk = scoreOf([hit({ severity: 40 }), hit({ role: 'outside', domain: -3, severity: 0, topic: null })]);
    expect(risk).toMatchObject({ score: 0, level: null });
    expect(risk.parts.at(-1)).toMatchObject({ name: '不属于本局职责', points: -40 });
  });

  it('takes points off an official notice', () => {
    const risk = scoreOf([hit({ severity: 30 })], samplePost({ official: true }));
    expect(risk.score).toBe(10);
  });
});

describe('judgeDomain', () => {
  it('weighs topics by evidence, and gives none outside', () => {
    const inside = judgeDomain([hit({}, 4), hit({ topic: '物业与小区', severity: 10, domain: 0.5 })], SCORING);
    expect(inside.domain).toBe(true);
    expect(inside.topics.map((entry) => entry.topic)).toEqual(['工程质量安全', '物业与小区']);
    expect(judgeDomain([hit({ domain: 0.5 })], SCORING)).toMatchObject({ domain: false, topics: [] });
  });

  it('takes what stands in the opening for the subject, and what comes up again for weightier', () => {
    const scoring = { ...SCORING, domain: { threshold: 1, opening: 80, later: 0.5, repeated: 0.5 } };
    const places = (...starts: number[]) =>
      starts.map((start) => ({ field: 'text', start, end: start + 2, term: '漏水' }));
    const evidence = (spans: RuleHit['spans']) => judgeDomain([{ ...hit({}), spans }], scoring).evidence;
    expect(evidence(places(79))).toBe(1);
    expect(evidence(places(80))).toBe(0.5);
    expect(evidence(places(80, 10))).toBe(1.5);
    expect(evidence(places(300, 400, 500, 600))).toBe(1);
    expect(evidence([{ field: 'title', start: 90, end: 92, term: '漏水' }])).toBe(1);
    expect(evidence([{ field: 'author', start: 0, end: 2, term: '漏水' }])).toBe(0.5);
  });
});

describe('createSentiment', () => {
  it('counts words of degree', () => {
    const score = (...words: string[]) => judge(readingOf(words, books)).score;
    expect(score('非常', '失望')).toBeLessThan(score('失望'));
    expect(score('有点', '失望')).toBeGreaterThan(score('失望'));
    expect(score('非常', '多', '的', '失望')).toBe(score('失望'));
  });

  const list = (name: string, words: string[]) =>
    [name, { name, entries: words.map((word) => ({ name: word, aliases: [] })) }] as const;
  const books = emptyBooks();
  const judge = createSentiment(
    new Map([
      list('负面情绪', ['失望', '漏水']),
      list('正面情绪', ['满意']),
      list('否定词', ['不', '没有']),
      list('强化词', ['非常']),
      list('弱化词', ['有点']),
      list('反语词', ['呵呵']),
    ]),
    books.words,
  );

  it('takes praise for blame where it is ironic, and nowhere else', () => {
    const label = (...words: string[]) => judge(readingOf(words, books)).label;
    expect(label('呵呵', '真', '满意', '三年', '没有', '修')).toBe('negative');
    expect(label('呵呵', '真', '满意')).toBe('positive');
    expect(label('真', '满意', '没有', '怨言')).toBe('positive');
  });

  it.each([
    [['非常', '失望'], 'negative'],
    [['很', '满意'], 'positive'],
    [['不', '满意'], 'negative'],
    [['没有', '漏水'], 'neutral'],
    [['修', '路'], 'neutral'],
  ])('%j is %s', (words, label) => {
    expect(judge(readingOf(words, books)).label).toBe(label);
  });
});
