import { existsSync, writeFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { Order, Report } from '../../pipeline/analysis/messages.ts';
import { createVerdictWriter } from '../../pipeline/analysis/verdict-parcel.ts';
import type { Post } from '../../pipeline/model/post.ts';
import type { Verdict } from '../../pipeline/model/verdict.ts';

/**
 * A thread of analysis that dies over posts titled `dies`, and once over those titled `dies once` (their `url` is the
 * file that tells it did). It gives posts back without a verdict worth the name.
 */
const pack = createVerdictWriter({ version: '1', rules: [] });
const report = (message: Report) => parentPort?.postMessage(message);

parentPort?.on('message', (order: Order) => {
  if (order.kind === 'use') {
    if (order.rules.rulesDir === 'dies') process.exit(3);
    report({ kind: 'ready' });
    return;
  }
  for (const { title, url } of order.posts) {
    if (title === 'dies') process.exit(3);
    if (title === 'dies once' && url !== null && !existsSync(url)) {
      writeFileSync(url, '');
      throw new Error('a fault in a library');
    }
  }
  const [first] = order.posts;
  if (first?.title === 'fails') report({ kind: 'failed', message: 'cannot be analysed' });
  else
    report({
      kind: 'done',
      rulesVersion: '1',
      verdicts: pack(order.posts.map((post) => ({ post, verdict: verdictOf(post) }))),
    });
});

function verdictOf({ docId, rawId }: Post): Verdict {
  return {
    ...{ docId, rawId, rulesVersion: '1', domain: false, topics: [], hits: [], keywords: [], route: null },
    risk: { score: 0, level: null, parts: [] },
    places: {
      ...{ district: null, street: null, estate: null, project: null },
      ...{ developer: null, propertyCompany: null, contractor: null },
    },
    sentiment: { label: 'neutral', score: 0 },
    demand: { kind: null, threats: [], questions: [] },
  };
}
