import { parentPort } from 'node:worker_threads';
import { loadRules } from '../../rules/load.ts';
import { createAnalyser } from '../analyser.ts';
import type { Post } from '../model/post.ts';
import { placeEdits } from '../rulebook/check-edits.ts';
import { segmenterOf } from '../segment/segmenter-of.ts';
import type { Answer, Order, Report, RuleSource } from './messages.ts';
import { type Parcel, transferable } from './parcel.ts';
import { createVerdictWriter } from './verdict-parcel.ts';

interface Judge {
  rulesVersion: string;
  judge(posts: readonly Post[]): Parcel;
}

/** A thread of {@link createAnalysisPool}: rules and books of its own, the dictionary of the thread that started it. */
function serve(port: NonNullable<typeof parentPort>): void {
  let judge: Judge | null = null;
  let problem = 'no rules yet';
  let isReady = false;
  const report = (message: Report) =>
    port.postMessage(message, message.kind === 'done' ? transferable(message.verdicts) : []);

  async function use(source: RuleSource): Promise<void> {
    judge = null;
    try {
      judge = await createJudge(source);
    } catch (error) {
      problem = textOf(error);
    }
    if (!isReady) report({ kind: 'ready' });
    isReady = true;
  }

  function answer(posts: readonly Post[]): Answer {
    if (judge === null) return { kind: 'no-rules', message: problem };
    try {
      return { kind: 'done', rulesVersion: judge.rulesVersion, verdicts: judge.judge(posts) };
    } catch (error) {
      return { kind: 'failed', message: textOf(error) };
    }
  }

  let turn = Promise.resolve();
  port.on('message', (order: Order) => {
    turn = turn.then(() => (order.kind === 'use' ? use(order.rules) : report(answer(order.posts))));
  });
}

async function createJudge({ rulesDir, edits }: RuleSource): Promise<Judge> {
  const rules = await loadRules(rulesDir, placeEdits(edits));
  const { rulesVersion, analyseAll } = createAnalyser(rules, segmenterOf(rulesDir));
  const pack = createVerdictWriter(rules);
  return { rulesVersion, judge: (posts) => pack(analyseAll(posts)) };
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

if (parentPort !== null) serve(parentPort);
