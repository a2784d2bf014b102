import { describe, expect, it } from 'vitest';
import { toElasticQuery } from '../../../pipeline/store/elastic/elastic-filter.ts';
import { compileExpression } from '../../../rules/compile/expression.ts';

const queryOf = (source: string) => toElasticQuery(compileExpression(source).filter);

describe('a store filter for Elasticsearch', () => {
  it('asks for a stretch of text as a phrase of pairs in title or text', () => {
    expect(queryOf('漏水了')).toEqual({
      bool: {
        should: [{ match_phrase: { 'pairs.title': '漏水 水了' } }, { match_phrase: { 'pairs.text': '漏水 水了' } }],
        minimum_should_match: 1,
      },
    });
    expect(queryOf('标题:"a b"')).toEqual({ match_phrase: { 'pairs.title': 'a␣ ␣b' } });
  });

  it('asks for a single character as the beginning of a pair', () => {
    expect(queryOf('来源:省')).toEqual({ prefix: { 'pairs.source': '省' } });
  });

  it('compares numbers', () => {
    expect(queryOf('转发>=100')).toEqual({ range: { 'numbers.reposts': { gte: 100 } } });
    expect(queryOf('评论<5')).toEqual({ range: { 'numbers.comments': { lt: 5 } } });
    expect(queryOf('星期=六')).toEqual({ term: { 'numbers.weekday': 6 } });
  });

  it('joins', () => {
    expect(queryOf('标题:漏水 + (标题:墙面 | 阅读>1万) -演练')).toEqual({
      bool: {
        filter: [
          { match_phrase: { 'pairs.title': '漏水' } },
          {
            bool: {
              should: [{ match_phrase: { 'pairs.title': '墙面' } }, { range: { 'numbers.reads': { gt: 10_000 } } }],
              minimum_should_match: 1,
            },
          },
        ],
      },
    });
  });

  it('finds all without a condition, and nothing among no alternatives', () => {
    expect(toElasticQuery({ kind: 'everything' })).toEqual({ match_all: {} });
    expect(toElasticQuery({ kind: 'any', items: [] })).toEqual({ match_none: {} });
    // Half a surrogate pair says nothing about the character it may be part of.
    expect(toElasticQuery({ kind: 'contains', fields: ['text'], text: '\ud83d' })).toEqual({ match_all: {} });
  });
});
