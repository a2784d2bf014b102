import { existsSync, writeFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import type { Order, Report } from '../../pipeline/analysis/messages.ts';

/**
 * A thread of analysis that dies over posts titled `dies`, and once over those titled `dies once` (their `url` is the
 * file that tells it did). It gives posts back without a verdict worth the name.
 */
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
      verdicts: JSON.stringify(order.posts.map(({ docId }) => verdictOf(docId))),
    });
});

function verdictOf(docId: string) {
  const nothing = { region: null, district: null, street: null, estate: null, project: null };
  return {
    docId,
    rawId: '',
    rulesVersion: '1',
    domain: false,
    topics: [],
    hits: [],
    risk: { score: 0, level: null, parts: [] },
    places: { ...nothing, developer: null, propertyCompany: null, contractor: null },
    sentiment: { label: 'neutral', score: 0 } as const,
    demand: { kind: null, threats: [], questions: [] },
    keywords: [],
    route: null,
  };
}
