import type { RuleHit, RuleSet } from '../rules/rule-set.ts';
import { createDemandReader } from './demand/demand.ts';
import { keywordsOf } from './match/keywords.ts';
import { createSubjectMaker, matchRules, segmentPost } from './match/match.ts';
import type { Post } from './model/post.ts';
import type { RouteDecision, Verdict } from './model/verdict.ts';
import { createPlaceFinder } from './places/place-finder.ts';
import { decideRoute } from './route/route.ts';
import { createDenials, type Denial } from './score/denial.ts';
import { judgeDomain } from './score/domain.ts';
import { scorePost } from './score/score.ts';
import { createSentiment } from './score/sentiment.ts';
import type { Segmenter } from './segment/segmenter.ts';
import type { AnalysedPost } from './store/store.ts';

/** segment → match → score → place → route of one post; pure, so any number of workers may run it. */
export interface Analyser {
  readonly rulesVersion: string;
  analyse(post: Post): AnalysedPost;
}

export function createAnalyser(rules: RuleSet, segmenter: Segmenter): Analyser {
  const judgeMood = createSentiment(rules.lexicon);
  const denialOf = createDenials(rules.scoring);
  const toSubject = createSubjectMaker(segmenter, rules.fold);
  const readDemand = createDemandReader(rules.lexicon, rules.fold);
  const places = createPlaceFinder(rules.lexicon, rules.fold, segmenter.partOfSpeech);

  function analyse(post: Post): AnalysedPost {
    const segmented = segmentPost(post, segmenter, rules.fold);
    const { titleWords, textWords } = segmented;
    const subject = toSubject(segmented);
    const hits = matchRules(subject, rules);
    const denied = deniedHits(hits, (hit) => denialOf(hit, subject.texts));
    const domain = judgeDomain(hits, rules.scoring);
    const sentiment = judgeMood(titleWords, textWords);
    const risk = scorePost({ post, hits, denied, domain, sentiment }, rules.scoring);
    const verdict: Verdict = {
      docId: post.docId,
      rawId: post.rawId,
      rulesVersion: rules.version,
      domain: domain.domain,
      topics: domain.topics,
      hits: hits.map((hit) => toHit(hit, { post, version: rules.version })),
      risk,
      places: places.find(
        { folded: segmented.title, words: titleWords },
        { folded: segmented.text, words: textWords },
        post.region,
      ),
      sentiment: { label: sentiment.label, score: sentiment.score },
      demand: readDemand(
        [
          { field: 'title', shown: post.title, folded: segmented.title },
          { field: 'text', shown: post.text, folded: segmented.text },
        ],
        sentiment.label === 'negative' || hits.some(({ rule }) => rule.role === 'topic' && rule.severity > 0),
      ),
      keywords: keywordsOf(titleWords, textWords, hits),
      route: null,
    };
    return { post, verdict: { ...verdict, route: routeOf(post, verdict, rules) } };
  }

  return { rulesVersion: rules.version, analyse };
}

function deniedHits(hits: readonly RuleHit[], denialOf: (hit: RuleHit) => Denial | null): Map<RuleHit, Denial> {
  const denied = new Map<RuleHit, Denial>();
  for (const hit of hits) {
    const denial = denialOf(hit);
    if (denial !== null) denied.set(hit, denial);
  }
  return denied;
}

/** The analyser of the rule set in force, made anew when that is replaced. Take it once for each batch. */
export function followRules(rules: () => RuleSet, segmenter: Segmenter): () => Analyser {
  let set = rules();
  let analyser = createAnalyser(set, segmenter);
  return () => {
    if (rules() !== set) {
      set = rules();
      analyser = createAnalyser(set, segmenter);
    }
    return analyser;
  };
}

/** Where a post goes; null when it is nobody's business here. */
function routeOf(post: Post, verdict: Verdict, rules: RuleSet): RouteDecision | null {
  if (!verdict.domain) return null;
  return decideRoute(rules.routing, {
    topic: verdict.topics[0]?.topic,
    level: verdict.risk.level ?? undefined,
    district: verdict.places.district ?? undefined,
    estate: verdict.places.estate ?? undefined,
    source: post.sourceId,
    channel: post.channel,
    rule: verdict.hits.map((hit) => hit.rule),
  });
}

/** Spans show the post's own spelling; rules see the folded one. */
function toHit({ rule, spans }: RuleHit, { post, version }: { post: Post; version: string }): Verdict['hits'][number] {
  const spelled = spans.map((span) => {
    const field = span.field === 'title' ? post.title : span.field === 'text' ? post.text : null;
    return { ...span, term: field?.slice(span.start, span.end) ?? span.term };
  });
  return { rule: rule.id, name: rule.name, version, spans: spelled };
}
