import type { RuleHit, RuleSet } from '../rules/rule-set.ts';
import { createDemandReader } from './demand/demand.ts';
import { createLearnedReader } from './learned/learned-reader.ts';
import { createKeywords } from './match/keywords.ts';
import { createPostReader, matchRules, type PostReading } from './match/match.ts';
import type { Post } from './model/post.ts';
import type { RouteDecision, Verdict } from './model/verdict.ts';
import { createPlaceFinder } from './places/place-finder.ts';
import { decideRoute } from './route/route.ts';
import { createDenials } from './score/denial.ts';
import { judgeDomain } from './score/domain.ts';
import { scorePost } from './score/score.ts';
import { createSentiment } from './score/sentiment.ts';
import { PhraseBook } from './segment/phrase-book.ts';
import { type Reading, readText } from './segment/reading.ts';
import type { Segmenter } from './segment/segmenter.ts';
import { WordBook } from './segment/word-book.ts';
import type { AnalysedPost } from './store/store.ts';

/** segment → match → score → place → route; pure, so any number of workers may run it. */
export interface Analyser {
  readonly rulesVersion: string;
  analyse(post: Post): AnalysedPost;
  /** In their order. */
  analyseAll(posts: readonly Post[]): AnalysedPost[];
}

/** Then the word book starts anew: it holds the words of a language and the rare names of some thousand posts. */
const WORDS_KEPT = 200_000;

export function createAnalyser(rules: RuleSet, segmenter: Segmenter): Analyser {
  const { rulesVersion, analyseAll } = createAnalysers([rules], segmenter);
  const all = (posts: readonly Post[]) => analyseAll(posts).flat();
  return {
    rulesVersion: rulesVersion[0] ?? '',
    analyseAll: all,
    analyse(post) {
      const [analysed] = all([post]);
      if (analysed === undefined) throw new Error(`analysis gave no result for ${post.docId}`);
      return analysed;
    },
  };
}

/** Several sets of rules on one reading of each post, which costs more than a judgement; answers in the order of the sets. */
export function createAnalysers(
  sets: readonly [RuleSet, ...RuleSet[]],
  segmenter: Segmenter,
): { rulesVersion: readonly string[]; analyseAll(posts: readonly Post[]): AnalysedPost[][] } {
  // Folding is the software's and the same for all sets.
  const { fold } = sets[0];
  const books: Books = { words: new WordBook(), phrases: new PhraseBook(fold) };
  const newReader = () =>
    createPostReader({
      segmenter,
      fold,
      toField: (folded, boundary): Reading => readText(folded, boundary, books),
    });
  let readPost = newReader();
  const judges = sets.map((rules) => createJudge(rules, books, segmenter));

  function analyse(post: Post): AnalysedPost[] {
    if (books.words.size > WORDS_KEPT) {
      books.words.forget();
      readPost = newReader();
    }
    const reading = readPost(post);
    return judges.map((judge) => judge(post, reading));
  }
  return { rulesVersion: sets.map(({ version }) => version), analyseAll: (posts) => posts.map(analyse) };
}

interface Books {
  words: WordBook;
  phrases: PhraseBook;
}

function createJudge(rules: RuleSet, books: Books, segmenter: Segmenter) {
  const judgeMood = createSentiment(rules.lexicon, books.words);
  const denialsOf = createDenials(rules.scoring, books.phrases);
  const readDemand = createDemandReader(rules.lexicon, books.phrases);
  const readLearned = createLearnedReader(rules.learned, rules.scoring);
  const places = createPlaceFinder(rules.lexicon, books, segmenter.partOfSpeech);
  const keywordsOf = createKeywords(books.words);

  return function judge(post: Post, subject: PostReading<Reading>): AnalysedPost {
    const { title, text, region } = subject.texts;
    const hits = matchRules(subject, rules);
    const denied = denialsOf(hits, subject.texts);
    const learned = readLearned?.(title.words, text.words) ?? null;
    const domain = judgeDomain(hits, rules.scoring, learned?.evidence);
    const sentiment = judgeMood(title, text);
    const risk = scorePost({ post, hits, denied, domain, sentiment, learned }, rules.scoring);
    const complains =
      sentiment.label === 'negative' || hits.some(({ rule }) => rule.role === 'topic' && rule.severity > 0);
    const verdict: Verdict = {
      docId: post.docId,
      rawId: post.rawId,
      rulesVersion: rules.version,
      domain: domain.domain,
      topics: domain.topics,
      hits: hits.map((hit) => toHit(hit, { post, version: rules.version })),
      risk,
      places: places.find(title, text, region),
      sentiment: { label: sentiment.label, score: sentiment.score },
      demand: readDemand(
        [
          { field: 'title', shown: post.title, reading: title },
          { field: 'text', shown: post.text, reading: text },
        ],
        complains,
      ),
      keywords: keywordsOf(title, text, hits),
      route: null,
    };
    verdict.route = routeOf(post, verdict, rules);
    return { post, verdict };
  };
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
export function routeOf(
  post: Post,
  verdict: Omit<Verdict, 'route'>,
  rules: Pick<RuleSet, 'routing'>,
): RouteDecision | null {
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
