import type { FieldName } from '../catalogue-schema.ts';
import { countOf } from '../extract/counts.ts';
import { pickHtml, pickText, type Root } from '../extract/select.ts';
import type { FoundItem } from '../source.ts';

type Selectors = { [name in FieldName]?: string | undefined };

/** The fields a row's selectors point at, inside one entry or post. `text` comes as HTML. */
export function readFields(root: Root, selectors: Selectors) {
  const reply = pickHtml(root, selectors.reply);
  return {
    title: pickText(root, selectors.title),
    publishedRaw: pickText(root, selectors.time),
    author: pickText(root, selectors.author),
    html: pickHtml(root, selectors.text),
    nativeId: pickText(root, selectors.nativeId),
    metrics: readMetrics(root, selectors),
    reply: reply === null ? null : readReply(root, reply, selectors),
  };
}

function readReply(root: Root, html: string, selectors: Selectors): FoundItem['reply'] {
  return { text: html, by: pickText(root, selectors.replyBy), atRaw: pickText(root, selectors.replyTime) };
}

/** The counts alone: the other fields cost the most to read. */
export function readMetrics(root: Root, selectors: Selectors): FoundItem['metrics'] {
  const metrics: FoundItem['metrics'] = {};
  for (const name of ['reads', 'comments', 'likes', 'reposts'] as const) {
    const count = countOf(pickText(root, selectors[name]));
    if (count !== null) metrics[name] = count;
  }
  return metrics;
}
