import { parentPort } from 'node:worker_threads';
import { loadRules } from '../../rules/load.ts';
import { type Analyser, createAnalyser } from '../analyser.ts';
import type { Post } from '../model/post.ts';
import { placeEdits } from '../rulebook/check-edits.ts';
import { segmenterOf } from '../segment/segmenter-of.ts';
import type { Answer, Order, Report, RuleSource } from './messages.ts';

/** A thread of {@link createAnalysisPool}: rules and books of its own, the dictionary of the thread that started it. */
function serve(port: NonNullable<typeof parentPort>): void {
  let analyser: Analyser | null = null;
  let problem = 'no rules yet';
  let isReady = false;
  const report = (message: Report) => port.postMessage(message);

  async function use({ rulesDir, edits }: RuleSource): Promise<void> {
    analyser = null;
    try {
      analyser = createAnalyser(await loadRules(rulesDir, placeEdits(edits)), segmenterOf(rulesDir));
    } catch (error) {
      problem = textOf(error);
    }
    if (!isReady) report({ kind: 'ready' });
    isReady = true;
  }

  function answer(posts: readonly Post[]): Answer {
    if (analyser === null) return { kind: 'no-rules', message: problem };
    try {
      const verdicts = analyser.analyseAll(posts).map(({ verdict }) => verdict);
      return { kind: 'done', rulesVersion: analyser.rulesVersion, verdicts: JSON.stringify(verdicts) };
    } catch (error) {
      return { kind: 'failed', message: textOf(error) };
    }
  }

  let turn = Promise.resolve();
  port.on('message', (order: Order) => {
    turn = turn.then(() => (order.kind === 'use' ? use(order.rules) : report(answer(order.posts))));
  });
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

if (parentPort !== null) serve(parentPort);
