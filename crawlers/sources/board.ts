import { htmlToText } from '../../pipeline/normalise/html-to-text.ts';
import type { CatalogueRow } from '../catalogue-schema.ts';
import { countOf } from '../extract/counts.ts';
import type { Extractor } from '../extract/extractor.ts';
import { labelledFacts } from '../extract/labelled-facts.ts';
import type { FetchedPage, FetchMore, FoundItem, FoundLink, ParsedPage } from '../source.ts';
import { parseArticle } from './article.ts';
import { decodePage } from './decode-page.ts';

interface BoardDeps {
  row: CatalogueRow;
  extractor: Extractor;
  more: FetchMore;
}

/**
 * One message of a board, read by the labels that its page shows: question, time, the department that answered, its
 * answer and when. A page that labels neither question nor answer is read as an article.
 */
export async function parseBoardPage(page: FetchedPage, from: FoundLink, deps: BoardDeps): Promise<ParsedPage> {
  const facts = labelledFacts(htmlToText(decodePage(page, deps.row)));
  if (facts.text === undefined && facts.reply === undefined) return parseArticle(page, from, deps);
  const found = await deps.extractor.extract(decodePage(page, deps.row), page.url, page.fetchedAt);
  const { replyBy = null, replyTime = null } = facts;
  const item: FoundItem = {
    nativeId: facts.nativeId ?? from.nativeId,
    url: from.url,
    title: facts.title ?? (found.title === '' ? from.title : found.title),
    body: facts.text ?? withoutAnswer(found.text, facts.reply ?? ''),
    format: 'text',
    author: facts.author ?? from.author,
    publishedRaw: facts.time ?? found.publishedRaw ?? from.publishedRaw,
    metrics: metricsOf(found.metrics, facts.reads),
    reply: facts.reply === undefined ? null : { text: facts.reply, by: replyBy, atRaw: replyTime },
  };
  return { items: [item], links: [], next: null, left: [] };
}

function metricsOf(found: FoundItem['metrics'], reads: string | undefined): FoundItem['metrics'] {
  const count = countOf(reads ?? null);
  return count === null ? found : { ...found, reads: count };
}

/** What was found as the page's text holds the answer too; the question is what stands before it. */
function withoutAnswer(text: string, answer: string): string {
  const lines = new Set(answer.split('\n'));
  const at = text.split('\n').findIndex((line) => lines.has(line) || /^(?:官方|部门|单位)?(?:回复|答复)/.test(line));
  return at < 0 ? text : text.split('\n').slice(0, at).join('\n');
}
