import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadContent } from '../../crawlers/demo-town/load-content.ts';
import { backSearch } from '../../pipeline/back-search.ts';
import { createSubjectReader } from '../../pipeline/match/match.ts';
import type { Post } from '../../pipeline/model/post.ts';
import { createJieba } from '../../pipeline/segment/jieba.ts';
import type { AnalysedPost } from '../../pipeline/store/store.ts';
import { type CompiledExpression, compileExpression } from '../../rules/compile/expression.ts';
import { print } from '../../rules/language/print.ts';
import { loadRules } from '../../rules/load.ts';
import type { RuleSet, Subject } from '../../rules/rule-set.ts';
import { withService } from '../services/shared-service.ts';
import { disguise } from '../support/disguise.ts';
import { at } from '../support/engine-samples.ts';
import { expressionNode } from '../support/expressions.ts';
import { createRandom, testSeed } from '../support/random.ts';
import { sampleAnalysed } from '../support/samples.ts';
import type { StoreEngine, StoreFixture } from './store.fixture.ts';

const RULES = new URL('../../rules', import.meta.url).pathname;

/** The matcher says yes ⇔ back-search finds it: for every rule, every post, and expressions nobody wrote. */
export function testBackSearch(engine: StoreEngine): void {
  describe(`back-search: ${engine.name}`, () => {
    let fixture: StoreFixture;
    let rules: RuleSet;
    let toSubject: (post: Post) => Subject;
    let posts: readonly AnalysedPost[];
    let subjects: readonly Subject[];
    const seed = testSeed();

    if (engine.find) withService(engine.name, engine.find);
    beforeAll(async () => {
      console.log(`back-search: TEST_SEED=${seed}`);
      rules = await loadRules(RULES);
      toSubject = createSubjectReader(createJieba(`${RULES}/lexicon/segmentation.txt`), rules.fold);
      posts = corpus(rules, seed);
      subjects = posts.map(({ post }) => toSubject(post));
      fixture = await engine.create();
      for (let from = 0; from < posts.length; from += 500) {
        await fixture.store.commit({ posts: posts.slice(from, from + 500) });
      }
      await fixture.refresh();
    });
    afterAll(() => fixture.dispose());

    async function found(expression: CompiledExpression) {
      const verify = (subject: Subject) => (expression.match(subject).hit ? true : null);
      const ids: string[] = [];
      let candidates = 0;
      for await (const page of backSearch({ filter: expression.filter, verify }, deps())) {
        ids.push(...page.hits.map(({ post }) => post.post.docId));
        candidates = page.candidates;
        expect(page.hitsSoFar).toBe(ids.length);
      }
      return { ids, candidates };
    }
    const deps = () => ({ queries: fixture.queries, toSubject });
    const idsWhere = (holds: (subject: Subject) => boolean) =>
      posts.filter((_, i) => holds(subjects[i]!)).map(({ post }) => post.docId);
    const compile = (source: string) => compileExpression(source, { lexicon: rules.lexicon, fold: rules.fold });

    it('finds for every rule of the packs just the posts that the matcher hits', async () => {
      const hitBy = new Map<string, string[]>(rules.rules.map(({ id }) => [id, []]));
      posts.forEach(({ post }, i) => {
        for (const { rule } of rules.matcher.match(subjects[i]!)) hitBy.get(rule.id)?.push(post.docId);
      });
      let looked = 0;
      for (const { id, expression } of rules.rules) {
        const { ids, candidates } = await found(compile(expression));
        expect([id, ids.toSorted()]).toEqual([id, hitBy.get(id)?.toSorted()]);
        looked += candidates;
      }
      // A filter that lets everything through would find the same: the index must be of use.
      expect(looked).toBeLessThan((rules.rules.length * posts.length) / 5);
    });

    it('agrees with the matcher on expressions of every kind', async () => {
      let compiled = 0;
      for (const node of fc.sample(expressionNode, { seed, numRuns: 200 })) {
        const expression = compiledOrNull(print(node), rules);
        if (expression === null) continue;
        compiled += 1;
        const { ids } = await found(expression);
        const wanted = idsWhere((subject) => expression.match(subject).hit);
        expect([expression.canonical, ids.toSorted()]).toEqual([expression.canonical, wanted.toSorted()]);
      }
      expect(compiled).toBeGreaterThan(50);
    }, 180_000);

    it.each([
      '作者:abcd',
      '来源:水城',
      '渠道:forum -漏水',
      '地区:茌平',
      '转发>=50 | 漏水',
      '(转发>=50 | 渗漏) + 时刻>=12:00',
      '星期>=6',
      '阅读<=0',
      '/[0-9]+号楼/',
      '/(漏|渗)水{1,3}了?|欠薪/',
      '漏水 ~5 物业',
      '漏水#2',
      '*水*',
      '@小区 + 漏水',
      '标题:(漏水 | 水) -正文:漏水',
      Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? '(漏水 | 物业 + ' : '(停电 + 供暖 | ')).join('') +
        '水' +
        ')'.repeat(12),
    ])('agrees on %s', async (source) => {
      const expression = compile(source);
      const { ids } = await found(expression);
      expect(ids.toSorted()).toEqual(idsWhere((subject) => expression.match(subject).hit).toSorted());
    });

    it('goes through a period page by page, counts, and meets no post twice while others arrive', async () => {
      const expression = compile('*水*');
      const verify = (subject: Subject) => (expression.match(subject).hit ? true : null);
      const range = { from: at(0), to: at(300) };
      const inRange = posts.filter(({ post }) => post.eventTime >= range.from && post.eventTime < range.to);
      const wanted = inRange.filter(({ post }) => expression.match(toSubject(post)).hit);
      const seen: string[] = [];
      let pages = 0;
      for await (const page of backSearch({ filter: expression.filter, verify, ...range }, deps(), { pageSize: 7 })) {
        pages += 1;
        expect(page.hits.length).toBeLessThanOrEqual(7);
        seen.push(...page.hits.map(({ post }) => post.post.docId));
        if (pages < 4) {
          await fixture.store.commit({ posts: [sampleAnalysed({ docId: `d_new_${pages}`, eventTime: at(1) })] });
          await fixture.refresh();
        }
      }
      expect(seen.filter((id) => !id.startsWith('d_new_')).toSorted()).toEqual(
        wanted.map(({ post }) => post.docId).toSorted(),
      );
      expect(new Set(seen).size).toBe(seen.length);
      expect(pages).toBeGreaterThan(3);
    });

    it('can be stopped between pages and within one', async () => {
      const stop = new AbortController();
      const search = {
        filter: compile('*水*').filter,
        verify: () => {
          stop.abort(new Error('够了'));
          return true;
        },
      };
      const pages = backSearch(search, deps(), { signal: stop.signal });
      await expect(pages.next()).rejects.toThrow('够了');
      await expect(backSearch(search, deps(), { signal: stop.signal }).next()).rejects.toThrow('够了');
    });

    it('refuses a cursor of another search', async () => {
      const filter = compile('*水*').filter;
      const { next } = await fixture.queries.candidates({ filter }, { limit: 2 });
      const cursor = next!;
      const other = { filter, from: at(0) };
      await expect(fixture.queries.candidates(other, { limit: 2, cursor })).rejects.toThrow(/另一个查询/);
    });
  });
}

function compiledOrNull(source: string, { lexicon, fold }: RuleSet): CompiledExpression | null {
  try {
    return compileExpression(source, { lexicon, fold });
  } catch {
    return null;
  }
}

/** The demo town's posts, the samples of every rule, and both in disguise; and short texts made of few characters. */
function corpus(rules: RuleSet, seed: number): AnalysedPost[] {
  const random = createRandom(seed);
  const town = loadContent().posts.flatMap(({ title, text }) => (text === undefined ? [] : [{ title, text }]));
  const samples = rules.rules.flatMap(({ samples: given }) => [...(given?.hit ?? []), ...(given?.miss ?? [])]);
  const written = [
    ...town,
    ...samples.map((sample) => (typeof sample === 'string' ? { title: '', text: sample } : sample)),
  ];
  const disguised = written.map(({ title, text }) => ({
    title: disguise(title, random),
    text: disguise(text, random),
  }));
  const unit = fc.constantFrom(
    '漏',
    '水',
    '墙',
    '楼',
    '。',
    '.',
    ' ',
    '* ',
    'mac',
    'a',
    'b',
    '12:30',
    '𠮷',
    '💧',
    '\n',
  );
  const made = fc.record({ title: fc.array(unit, { maxLength: 4 }), text: fc.array(unit, { maxLength: 12 }) });
  const short = fc
    .sample(made, { seed, numRuns: 300 })
    .map(({ title, text }) => ({ title: title.join(''), text: text.join('') }));
  return [...written, ...disguised, ...short].map((content, i) => toPost(content, i, random));
}

function toPost(content: { title: string; text: string }, i: number, random: () => number): AnalysedPost {
  const publishedAt = i % 9 === 0 ? null : at(i * 37);
  const number = () => (random() < 0.3 ? null : Math.floor(random() * 100));
  return sampleAnalysed({
    ...content,
    docId: `d_${i}`,
    publishedAt,
    eventTime: at(i),
    author: i % 3 === 0 ? null : i % 3 === 1 ? 'abcd' : 'ef01',
    sourceName: i % 2 === 0 ? '水城论坛' : '聊城日报',
    channel: i % 2 === 0 ? 'forum' : 'news',
    region: i % 5 === 0 ? '茌平区' : null,
    metrics: { reposts: number(), comments: number(), likes: number(), reads: number() },
  });
}
