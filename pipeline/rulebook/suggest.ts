import { type Node, walk } from '../../rules/language/ast.ts';
import { parse } from '../../rules/language/parser.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import { toEpoch } from '../model/calendar.ts';
import type { Judgement } from '../model/feedback.ts';
import type { Suggestion, Suggestions } from '../model/suggestion.ts';
import { isWord, type Segmenter } from '../segment/segmenter.ts';
import type { Queries } from '../store/queries.ts';
import type { AnalysedPost, Store } from '../store/store.ts';
import type { FeedbackBook } from './feedback-book.ts';
import { countWords, logOdds, type WordCounts } from './log-odds.ts';

export interface SuggestDeps {
  store: Pick<Store, 'posts'>;
  queries: Pick<Queries, 'findPosts'>;
  feedback: Pick<FeedbackBook, 'ofRule'>;
  segmenter: Segmenter;
}

/** Two-sided 95 %. */
const LEAST_Z = 1.96;
/** A word in one post alone is chance, however telling. */
const LEAST_SUPPORT = 2;
/** Posts of the background, the latest ones. */
const BACKGROUND = 400;
/** Latest judgements looked at. */
const MOST_JUDGED = 1_000;
const MOST_SUGGESTIONS = 10;
const MOST_POSTS = 5;
const EXCERPT = 80;

/**
 * Words that the feedback on a rule speaks for. To exclude: words of false alarms that real hits do not have. To add:
 * words of posts the rule should have hit, against posts at large. Single characters are no terms; words that the rule
 * has already are left out.
 */
export async function suggest(ruleId: string, rules: RuleSet, deps: SuggestDeps): Promise<Suggestions> {
  const judged = [...(await deps.feedback.ofRule(ruleId)).values()]
    .sort((a, b) => toEpoch(b.at) - toEpoch(a.at))
    .slice(0, MOST_JUDGED);
  const posts = await deps.store.posts(judged.map(({ docId }) => docId));
  const wordsOf = createWords(deps.segmenter, rules);
  const group = (judgement: Judgement) =>
    judged
      .filter((one) => one.judgement === judgement)
      .flatMap(({ docId }) => posts.get(docId) ?? [])
      .map((post) => ({ post, words: wordsOf(post) }));
  const [real, wrong, missed] = [group('real'), group('false'), group('missed')];
  const counts = { real: real.length, false: wrong.length, missed: missed.length };
  const background = countWords((await latest(deps.queries)).map(wordsOf));
  const known = termsOf(rules.rules.find(({ id }) => id === ruleId)?.expression ?? '', rules);
  const items = [
    ...tell('exclude', wrong, countWords(real.map(({ words }) => words)), background, known),
    ...tell('add', missed, background, background, known),
  ];
  return { items, judged: counts, why: items.length > 0 ? null : whyNone(counts) };
}

interface Judged {
  post: AnalysedPost;
  words: ReadonlySet<string>;
}

function tell(
  kind: Suggestion['kind'],
  speaking: readonly Judged[],
  against: WordCounts,
  background: WordCounts,
  known: ReadonlySet<string>,
): Suggestion[] {
  const telling = logOdds(countWords(speaking.map(({ words }) => words)), against, background).filter(
    ({ word, z, inOne }) => z >= LEAST_Z && inOne >= LEAST_SUPPORT && !known.has(word),
  );
  return telling.slice(0, MOST_SUGGESTIONS).map(({ word, z, inOne, inOther }) => ({
    kind,
    term: word,
    z: Math.round(z * 100) / 100,
    support: inOne,
    against: inOther,
    posts: speaking
      .filter(({ words }) => words.has(word))
      .slice(0, MOST_POSTS)
      .map(({ post }) => excerpt(post, word)),
  }));
}

/** The text around the word, or its beginning where the word stands in the title or is spelled differently. */
function excerpt({ post }: AnalysedPost, word: string) {
  const at = Math.max(0, post.text.indexOf(word) - EXCERPT / 2);
  const text = post.text.slice(at, at + EXCERPT);
  return {
    docId: post.docId,
    title: post.title,
    text: `${at > 0 ? '…' : ''}${text}${at + EXCERPT < post.text.length ? '…' : ''}`,
  };
}

/** Words of two characters and more, each once. */
function createWords(segmenter: Segmenter, { fold }: RuleSet) {
  return ({ post }: { post: AnalysedPost['post'] }): ReadonlySet<string> => {
    const words = [post.title, post.text].flatMap((text) => segmenter.cut(fold(text)));
    return new Set(words.filter((word) => word.length > 1 && isWord(word) && !/^\d+$/.test(word)));
  };
}

async function latest(queries: SuggestDeps['queries']) {
  const found = [];
  let cursor: string | undefined;
  do {
    const page = await queries.findPosts({}, { limit: 200, ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined && found.length < BACKGROUND);
  return found;
}

function termsOf(expression: string, { fold }: RuleSet): Set<string> {
  const terms = new Set<string>();
  const { node } = parse(expression);
  if (node !== null) walk(node, (part: Node) => part.kind === 'term' && terms.add(fold(part.text)));
  return terms;
}

function whyNone({ real, false: wrong, missed }: Suggestions['judged']): string {
  if (wrong + missed === 0) return '还没有标过误报或漏报；在帖文上标记后，这里会给出建议';

  return `标记还不够多（真实 ${real}，误报 ${wrong}，漏报 ${missed}），没有哪个词的差别超出偶然`;
}
