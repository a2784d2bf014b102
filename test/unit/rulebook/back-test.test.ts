import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { createAnalyser } from '../../../pipeline/analyser.ts';
import { RULES_DIR } from '../../../pipeline/paths.ts';
import { backTest } from '../../../pipeline/rulebook/back-test.ts';
import { placeEdits } from '../../../pipeline/rulebook/check-edits.ts';
import { createFeedbackBook } from '../../../pipeline/rulebook/feedback-book.ts';
import type { Segmenter } from '../../../pipeline/segment/segmenter.ts';
import { segmenterOf } from '../../../pipeline/segment/segmenter-of.ts';
import type { Page, Paged } from '../../../pipeline/store/queries.ts';
import type { AnalysedPost } from '../../../pipeline/store/store.ts';
import type { Edit } from '../../../rules/edit.ts';
import { loadRules } from '../../../rules/load.ts';
import type { RuleSet } from '../../../rules/rule-set.ts';
import { type Chain, openChain, rawPost } from '../../support/chain.ts';
import { createRandom, testSeed } from '../../support/random.ts';
import { MONDAY_NINE } from '../../support/samples.ts';

let chain: Chain;
let shipped: RuleSet;
let segmenter: Segmenter;
let stored: AnalysedPost[];

const withEdits = (...edits: Edit[]) => loadRules(RULES_DIR, placeEdits(edits));
const add = (expression: string, more: Partial<Extract<Edit, { kind: 'add' }>['rule']> = {}): Edit => ({
  kind: 'add',
  pack: 'quality',
  rule: { id: 'quality.trial', name: '试', expression, severity: 30, domain: 1, ...more },
});

async function everything<T>(ask: (page: Page) => Promise<Paged<T>>): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await ask({ limit: 200, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}

/** The samples of every shipped rule, sent through the chain an hour apart, so that there are verdicts and events. */
beforeAll(async () => {
  shipped = await loadRules(RULES_DIR);
  chain = await openChain();
  segmenter = segmenterOf(RULES_DIR);
  const samples = shipped.packs.flatMap(({ rules }) =>
    rules.flatMap(({ samples }) => [...(samples?.hit ?? []), ...(samples?.miss ?? [])]),
  );
  const raws = samples.map((sample, index) => {
    const { title, text } = typeof sample === 'string' ? { title: '', text: sample } : sample;
    return rawPost(String(index), title, text, index * 60);
  });
  await chain.ingest.accept(raws);
  await chain.core.drain();
  stored = await everything((page) => chain.queries.findPosts({}, page));
});
afterAll(() => chain.close());

const deps = () => ({ ...chain, segmenter, feedback: createFeedbackBook(chain.store, () => MONDAY_NINE) });
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id).sort();

const goal = (route: AnalysedPost['verdict']['route']) => JSON.stringify({ ...route, path: null });
/** Another text of a file in force, by replacing what must be in it. */
const inFile = (path: string, old: string | RegExp, next: string): Edit => {
  const text = shipped.files.get(path)?.text ?? '';
  if (text.search(old) < 0) throw new Error(`${path} has no ${old}`);
  return { kind: 'file', path, text: text.replace(old, next), base: null };
};

/** Judges every stored post by both sets. */
function naively(before: RuleSet, after: RuleSet) {
  const old = createAnalyser(before, segmenter);
  const next = createAnalyser(after, segmenter);
  const pairs = stored.map(({ post }) => ({
    id: post.docId,
    a: old.analyse(post).verdict,
    b: next.analyse(post).verdict,
  }));
  const fires = (verdict: (typeof pairs)[number]['a']) => new Set(verdict.hits.map(({ rule }) => rule));
  return {
    gained: ids(pairs.filter(({ a, b }) => [...fires(b)].some((rule) => !fires(a).has(rule)))),
    lost: ids(pairs.filter(({ a, b }) => [...fires(a)].some((rule) => !fires(b).has(rule)))),
    changedLevel: ids(pairs.filter(({ a, b }) => a.risk.level !== b.risk.level)),
    changedScore: ids(pairs.filter(({ a, b }) => a.risk.score !== b.risk.score)),
    changedRoute: ids(pairs.filter(({ a, b }) => goal(a.route) !== goal(b.route))),
  };
}

/** One change of each kind of file, of a name that the stored posts have. */
function fileEdits(random: () => number): Edit[] {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  const lists = [...shipped.files.keys()].filter((path) => path.startsWith('lexicon/'));
  const word = pick(stored).verdict.hits[0]?.spans[0]?.term ?? '漏水';
  return [
    withEntry(pick(lists), word),
    withEntry('lexicon/variants.yaml', { name: '漏水', aliases: [word] }),
    inFile('scoring.yaml', /furtherHits: [\d.]+/, `furtherHits: ${random().toFixed(2)}`),
    inFile('routing.yaml', /lead: (?!人事科)[^\s,}]+/, 'lead: 人事科'),
  ];
}

function withEntry(path: string, entry: string | object): Edit {
  const list = parse(shipped.files.get(path)?.text ?? '');
  return { kind: 'file', path, text: stringify({ ...list, entries: [entry, ...list.entries] }), base: null };
}

describe('a back-test', { timeout: 240_000 }, () => {
  const seed = testSeed();
  it(`finds what judging every post anew finds (seed ${seed})`, async () => {
    const random = createRandom(seed);
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
    let differences = 0;
    for (let round = 0; round < 12; round++) {
      const pack = pick(shipped.packs);
      const rule = pick(pack.rules);
      const other = pick(pick(shipped.packs).rules);
      const severity = pack.role === 'relief' ? -10 : Math.floor(random() * 40);
      const edit = pick<Edit>([
        { kind: 'retire', pack: pack.id, id: rule.id, reason: '试' },
        { kind: 'replace', pack: pack.id, rule: { ...rule, severity } },
        { kind: 'replace', pack: pack.id, rule: { ...rule, expression: other.expression } },
        { kind: 'replace', pack: pack.id, rule: { ...rule, expression: `标题:*水* | (${other.expression})` } },
        ...fileEdits(random),
      ]);
      const draft = await withEdits(edit);
      const result = await backTest({ before: shipped, after: draft }, deps());
      const expected = naively(shipped, draft);
      const { gained, lost, changedLevel, changedScore, changedRoute } = result;
      const found = { gained, lost, changedLevel, changedScore, changedRoute };
      const named = Object.entries(found).map(([name, list]) => [name, ids(list)]);
      expect(Object.fromEntries(named), JSON.stringify(edit).slice(0, 300)).toEqual(expected);
      const sizes = Object.entries(expected).map(([name, list]) => [name, list.length]);
      expect(result.counts).toMatchObject(Object.fromEntries(sizes));
      expect(result.counts.posts).toBe(stored.length);
      differences += named.reduce((sum, [, list]) => sum + (list?.length ?? 0), 0);
    }
    expect(differences).toBeGreaterThan(0);
  });

  it('looks only at posts that a changed rule can concern', async () => {
    const { counts } = await backTest({ before: shipped, after: await withEdits(add('塔吊')) }, deps());
    expect(counts.gained).toBeGreaterThan(0);
    expect(counts.analysed).toBe(counts.gained);
    expect(counts.analysed).toBeLessThan(stored.length / 10);
  });

  it('keeps to the period, newest first, and cuts the lists but not the counts', async () => {
    const after = await withEdits(add('*水*'));
    const all = await backTest({ before: shipped, after }, deps());
    const times = all.gained.map(({ at }) => Date.parse(at));
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(times.length).toBeGreaterThan(6);
    const range = { from: all.gained[5]!.at, to: all.gained[1]!.at };
    const part = await backTest({ ...range, before: shipped, after }, deps(), { most: 2 });
    expect(part.counts.gained).toBe(4);
    expect(part.gained.map(({ id }) => id)).toEqual(all.gained.slice(2, 4).map(({ id }) => id));
    expect(part).toMatchObject({ ...range, listed: 2, before: shipped.version, after: after.version });
  });

  it('tells alerts a day, departments and precision before and after', async () => {
    const feedback = createFeedbackBook(chain.store, () => MONDAY_NINE);
    const after = await withEdits(add('塔吊', { severity: 60 }));
    const first = await backTest({ before: shipped, after }, deps());
    const [one, two] = first.gained;
    await feedback.give('wang', { rule: 'quality.trial', docId: one!.id, judgement: 'missed', note: null });
    const own = stored.find(({ post }) => post.docId === two!.id)!.verdict.hits[0]!.rule;
    await feedback.give('wang', { rule: own, docId: two!.id, judgement: 'false', note: '演练' });
    const result = await backTest({ before: shipped, after }, deps());
    const trial = result.rules.find(({ rule }) => rule === 'quality.trial');
    expect(trial).toMatchObject({
      hits: { before: 0, after: result.counts.gained },
      precision: { before: { value: null }, after: { real: 1, false: 0, value: 1 } },
    });
    const total = (side: 'before' | 'after') =>
      result.alertsPerDay.reduce((sum, day) => sum + Object.values(day[side]).reduce((a, b) => a + b, 0), 0);
    const events = await everything((page) => chain.queries.findEvents({}, page));
    expect(total('before')).toBe(events.filter(({ level }) => level !== null).length);
    expect(total('after')).toBeGreaterThan(total('before'));
    expect(result.departments.find(({ department }) => department === '质监站')?.after).toBeGreaterThan(0);
    expect(result.departments.every(({ before, after }) => before + after > 0)).toBe(true);
  });

  it('compares stored verdicts with another set when there is no draft', async () => {
    const after = await withEdits(add('塔吊'));
    const draft = await backTest({ before: shipped, after }, deps());
    const since = await backTest({ before: null, after }, deps());
    expect(ids(since.gained)).toEqual(ids(draft.gained));
    expect(since.rules.map(({ rule }) => rule)).toEqual(['quality.trial']);
    const nothing = await backTest({ before: null, after: shipped }, deps());
    expect(nothing.counts).toMatchObject({ gained: 0, lost: 0, changedLevel: 0, same: stored.length });
  });

  it('judges every post when more than rules differ', async () => {
    const after = { ...shipped, version: 'x', scoring: { ...shipped.scoring, levels: { 蓝: 1, 黄: 2, 橙: 3, 红: 4 } } };
    const { counts } = await backTest({ before: shipped, after }, deps());
    expect(counts.analysed).toBe(stored.length);
    expect(counts.changedLevel).toBeGreaterThan(0);
  });

  it('can be stopped', async () => {
    const stop = new AbortController();
    const run = backTest({ before: shipped, after: await withEdits(add('*水*')) }, deps(), {
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('够了')),
    });
    await expect(run).rejects.toThrow('够了');
  });
});
