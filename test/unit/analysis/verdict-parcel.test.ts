import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transferable } from '../../../pipeline/analysis/parcel.ts';
import { createVerdictWriter, type NumberedRules, readVerdicts } from '../../../pipeline/analysis/verdict-parcel.ts';
import { WARNING_LEVELS } from '../../../pipeline/model/levels.ts';
import type { Post } from '../../../pipeline/model/post.ts';
import type { Span, Verdict } from '../../../pipeline/model/verdict.ts';
import type { AnalysedPost } from '../../../pipeline/store/store.ts';
import { FIELD_ORDER } from '../../../rules/compile/fields.ts';
import { samplePost, sampleVerdict } from '../../support/samples.ts';

/** Any text: pictographs, halves of pairs, nothing at all. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom('漏', '水', '😀', '\ud83d', '\0', 'a', '"'), maxLength: 60 }),
);
const real = fc.double();
const points = fc.integer({ min: -1_000, max: 1_000 }).map((tenths) => tenths / 10);
const textOrNull = fc.option(text);
const texts = fc.array(text, { maxLength: 12 });

const rules: fc.Arbitrary<NumberedRules> = fc.record({
  version: text,
  rules: fc.uniqueArray(fc.record({ id: text, name: text }), { selector: ({ id }) => id, minLength: 1 }),
});

/** A stretch of the field as the post has it; of fields other than title and text the words are the rule's own. */
function spanOf(post: Post): fc.Arbitrary<Span> {
  const own = fc.constantFrom('title' as const, 'text' as const).chain((field) =>
    fc.tuple(fc.nat(post[field].length), fc.nat(post[field].length)).map(([one, other]) => {
      const [start, end] = [Math.min(one, other), Math.max(one, other)];
      return { field, start, end, term: post[field].slice(start, end) };
    }),
  );
  const field = fc.constantFrom(...FIELD_ORDER.slice(2));
  return fc.oneof(own, fc.record({ field, start: fc.nat(), end: fc.nat(), term: text }));
}

function verdictOf(post: Post, { rules, version }: NumberedRules): fc.Arbitrary<Verdict> {
  const spans = fc.array(spanOf(post), { maxLength: 20 });
  return fc.record({
    docId: fc.constant(post.docId),
    rawId: fc.constant(post.rawId),
    rulesVersion: fc.constant(version),
    domain: fc.boolean(),
    topics: fc.array(fc.record({ topic: text, weight: real }), { maxLength: 4 }),
    hits: fc.array(
      fc.tuple(fc.constantFrom(...rules), spans).map(([{ id, name }, spans]) => ({ rule: id, name, version, spans })),
    ),
    risk: fc.record({
      score: points,
      level: fc.constantFrom(...WARNING_LEVELS, null),
      parts: fc.array(fc.record({ name: text, points, why: text })),
    }),
    places: fc.record({
      ...{ district: textOrNull, street: textOrNull, estate: textOrNull, project: textOrNull },
      ...{ developer: textOrNull, propertyCompany: textOrNull, contractor: textOrNull },
    }),
    sentiment: fc.record({ label: fc.constantFrom('negative', 'neutral', 'positive'), score: real }),
    demand: fc.record({
      kind: textOrNull,
      threats: fc.array(fc.record({ name: text, quote: spanOf(post) }), { maxLength: 3 }),
      questions: fc.array(spanOf(post), { maxLength: 3 }),
    }),
    keywords: texts,
    route: fc.option(fc.record({ lead: text, co: texts, receivers: texts, path: texts, policy: text })),
  });
}

const post = fc.record({ docId: text, rawId: text, title: text, text }).map(samplePost);
const analysedBy = (rules: NumberedRules): fc.Arbitrary<AnalysedPost> =>
  post.chain((post) => verdictOf(post, rules).map((verdict) => ({ post, verdict })));

/** There and back, as between threads. */
function sent(analysed: readonly AnalysedPost[], rules: NumberedRules) {
  const parcel = createVerdictWriter(rules)(analysed);
  const arrived = structuredClone(parcel, { transfer: transferable(parcel) });
  return readVerdicts(
    arrived,
    analysed.map(({ post }) => post),
    rules,
  );
}

describe('verdicts in a parcel', () => {
  it('arrive as they were', () => {
    const given = rules.chain((rules) =>
      fc.record({ rules: fc.constant(rules), analysed: fc.array(analysedBy(rules), { maxLength: 4 }) }),
    );
    fc.assert(
      fc.property(given, ({ rules, analysed }) => {
        expect(sent(analysed, rules)).toEqual(analysed);
      }),
    );
  });

  it('arrive as they were when they are very large', () => {
    const long = samplePost({ text: '漏水😀'.repeat(250_000) });
    const spans = Array.from({ length: 50_000 }, (_, i) => ({
      ...{ field: 'text', start: i * 20, end: i * 20 + 12 },
      term: long.text.slice(i * 20, i * 20 + 12),
    }));
    const rule = { id: 'a', name: '渗漏' };
    const verdict = sampleVerdict({
      hits: [{ rule: rule.id, name: rule.name, version: 'v1', spans }],
      demand: { kind: null, threats: [], questions: [{ field: 'text', start: 0, end: 1_000_000, term: long.text }] },
    });
    const analysed = [{ post: long, verdict }];
    expect(sent(analysed, { version: 'v1', rules: [rule] })).toEqual(analysed);
  });

  it('are not packed with the numbers of other rules', () => {
    const hits = [{ rule: 'unknown', name: '', version: 'v1', spans: [] }];
    const analysed = [{ post: samplePost(), verdict: sampleVerdict({ hits }) }];
    expect(() => createVerdictWriter({ version: 'v1', rules: [] })(analysed)).toThrow('unknown');
  });

  it('cannot be read by rules that lack one of theirs', () => {
    const rules = { version: 'v1', rules: [{ id: 'a', name: '' }] };
    const analysed = [
      { post: samplePost(), verdict: sampleVerdict({ hits: [{ rule: 'a', name: '', version: 'v1', spans: [] }] }) },
    ];
    const parcel = createVerdictWriter(rules)(analysed);
    expect(() => readVerdicts(parcel, [samplePost()], { version: 'v1', rules: [] })).toThrow('no rule 0');
  });
});
