import { Worker } from 'node:worker_threads';
import { FatalError, PoisonError } from '../errors.ts';
import type { Post } from '../model/post.ts';
import type { Logger } from '../stage.ts';
import type { AnalysedPost } from '../store/store.ts';
import type { Analysis } from './analysis.ts';
import type { Answer, Order, Report, RuleSource } from './messages.ts';
import { type NumberedRules, readVerdicts } from './verdict-parcel.ts';

export interface AnalysisPool extends Analysis {
  /** Threads that died and were replaced, since the start. */
  restarts(): number;
}

export interface PoolRules extends NumberedRules {
  source: RuleSource;
}

export interface AnalysisPoolOptions {
  /** Number of threads, 1 or more. Each takes about 150 MB. */
  threads: number;
  /** The rules in force and where they come from; asked for each call. */
  rules: () => PoolRules;
  /** Takes over when a thread cannot get the very rules that are in force: the folder was changed under the running system. */
  local: Analysis;
  log: Logger;
  /** File of the thread; default the one beside this. */
  script?: URL;
}

/**
 * Posts go to a thread in pieces of so many: large ones, since each message costs the main thread, which all others wait
 * for; towards the end of a batch small ones, so that all threads end at the same time.
 */
const MOST_IN_PIECE = 64;
const LEAST_IN_PIECE = 16;
/** A thread has so many pieces, so that it goes on while its last answer is read here. */
const PIECES_AHEAD = 2;
/** A piece is tried so often; then it is halved, until the one post is found that ends its thread each time. */
const MOST_DEATHS = 2;
/** So many threads that died one after the other before they were ready: it is not the posts. */
const MOST_FAILED_STARTS = 3;

interface Piece {
  posts: readonly Post[];
  rules: PoolRules;
  deaths: number;
  resolve(analysed: readonly AnalysedPost[]): void;
  reject(error: unknown): void;
}

/**
 * Analysis in threads. Pieces wait in one line and any free thread takes the next; results are put together in the order
 * of the posts. A thread that dies is replaced and its piece done again.
 */
export function createAnalysisPool(options: AnalysisPoolOptions): AnalysisPool {
  const { rules, local, log, script = new URL('./thread.ts', import.meta.url) } = options;
  const line: Piece[] = [];
  const threads = new Set<Thread>();
  let restarts = 0;
  let failedStarts = 0;
  /** Why nothing more is taken. */
  let end: FatalError | null = null;

  function start(): void {
    const thread = createThread(script, rules(), {
      onReady() {
        failedStarts = 0;
        handOut();
      },
      onAnswer(piece, answer) {
        // First of all, so that the thread is never without work.
        handOut();
        settle(piece, answer);
      },
      onDeath([piece, ...rest], { reason, wasReady }) {
        threads.delete(thread);
        if (end !== null) {
          for (const { reject } of piece === undefined ? [] : [piece, ...rest]) reject(end);
          return;
        }
        restarts += 1;
        failedStarts += wasReady ? 0 : 1;
        log.error({ reason, posts: piece?.posts.length ?? 0, restarts }, 'analysis thread died, another is started');
        line.unshift(...rest);
        if (piece !== undefined) takeBack(piece, { reason, wasReady });
        if (failedStarts >= MOST_FAILED_STARTS) stop(new FatalError(`研判线程 ${failedStarts} 次未能启动：${reason}`));
        else start();
        handOut();
      },
    });
    threads.add(thread);
  }

  function stop(why: FatalError): void {
    end = why;
    for (const { reject } of line.splice(0)) reject(why);
  }

  function handOut(): void {
    for (let piece = line[0]; piece !== undefined; piece = line[0]) {
      const thread = freest();
      if (thread === null) return;
      line.shift();
      thread.take(piece);
    }
  }

  function freest(): Thread | null {
    let freest: Thread | null = null;
    for (const thread of threads) if (thread.room() > (freest?.room() ?? 0)) freest = thread;
    return freest;
  }

  function settle(piece: Piece, answer: Answer): void {
    const { posts, rules, resolve, reject } = piece;
    if (answer.kind === 'failed') reject(new Error(answer.message));
    else if (answer.kind === 'done' && answer.rulesVersion === rules.version)
      resolve(readVerdicts(answer.verdicts, posts, rules));
    else {
      const got = answer.kind === 'done' ? answer.rulesVersion : answer.message;
      log.warn({ wanted: rules.version, got }, 'analysis thread has other rules, analysed in the main thread');
      local.analyse(posts).then(resolve, reject);
    }
  }

  function takeBack(piece: Piece, { reason, wasReady }: Death): void {
    const deaths = piece.deaths + (wasReady ? 1 : 0);
    if (deaths < MOST_DEATHS) line.unshift({ ...piece, deaths });
    else if (piece.posts.length === 1) {
      const [post] = piece.posts;
      piece.reject(new PoisonError(`研判帖文 ${post?.docId ?? ''} 时线程 ${deaths} 次异常退出：${reason}`));
    } else halve({ ...piece, deaths: MOST_DEATHS - 1 });
  }

  function halve(piece: Piece): void {
    const middle = piece.posts.length >> 1;
    const halves = [piece.posts.slice(0, middle), piece.posts.slice(middle)].map((posts) => {
      const { promise, resolve, reject } = Promise.withResolvers<readonly AnalysedPost[]>();
      line.unshift({ ...piece, posts, resolve, reject });
      return promise;
    });
    inOrder(halves).then(piece.resolve, piece.reject);
  }

  for (let i = 0; i < options.threads; i++) start();

  return {
    async analyse(posts) {
      if (end !== null) throw end;
      const inForce = rules();
      const pieces: Promise<readonly AnalysedPost[]>[] = [];
      for (const piece of inPieces(posts, options.threads)) {
        const { promise, resolve, reject } = Promise.withResolvers<readonly AnalysedPost[]>();
        line.push({ posts: piece, rules: inForce, deaths: 0, resolve, reject });
        pieces.push(promise);
      }
      handOut();
      return inOrder(pieces);
    },
    async close() {
      stop(end ?? new FatalError('研判已停止'));
      await Promise.all([...threads].map((thread) => thread.close()));
    },
    restarts: () => restarts,
  };
}

/** Each piece is a share of what is left that leaves every thread as many more as it has at a time. */
function inPieces(posts: readonly Post[], threads: number): (readonly Post[])[] {
  const pieces: (readonly Post[])[] = [];
  for (let at = 0; at < posts.length; ) {
    const share = Math.ceil((posts.length - at) / (threads * PIECES_AHEAD));
    const end = at + Math.min(MOST_IN_PIECE, Math.max(LEAST_IN_PIECE, share));
    pieces.push(posts.slice(at, end));
    at = end;
  }
  return pieces;
}

/** Waits for all, also where one failed: nothing goes on behind the caller's back. */
async function inOrder(pieces: readonly Promise<readonly AnalysedPost[]>[]): Promise<readonly AnalysedPost[]> {
  await Promise.allSettled(pieces);
  return (await Promise.all(pieces)).flat();
}

interface Thread {
  /** How many more pieces it takes now; one while it loads, so that those that are ready are asked first. */
  room(): number;
  /** Call it when there is room. */
  take(piece: Piece): void;
  /** Lets the pieces under way finish, then ends the thread. */
  close(): Promise<void>;
}

interface ThreadEvents {
  onAnswer(piece: Piece, answer: Answer): void;
  onReady(): void;
  /** `pieces`: what it had not answered; the first is what it was at. */
  onDeath(pieces: readonly Piece[], death: Death): void;
}

interface Death {
  reason: string;
  /** It had loaded dictionary and rules. */
  wasReady: boolean;
}

function createThread(script: URL, first: PoolRules, { onAnswer, onReady, onDeath }: ThreadEvents): Thread {
  const worker = new Worker(script);
  const underway: Piece[] = [];
  let { version } = first;
  let reason = '';
  let wasReady = false;
  let rest = Promise.withResolvers<void>();
  rest.resolve();

  const order = (message: Order) => worker.postMessage(message);
  // Loading takes a second: not left until the first posts come.
  order({ kind: 'use', rules: first.source });
  worker.on('message', (report: Report) => {
    if (report.kind === 'ready') {
      wasReady = true;
      onReady();
      return;
    }
    const piece = underway.shift();
    if (underway.length === 0) rest.resolve();
    if (piece !== undefined) onAnswer(piece, report);
  });
  worker.on('error', (error: Error) => {
    reason = error.message;
  });
  worker.on('exit', (code) => {
    rest.resolve();
    onDeath(underway.splice(0), { reason: reason === '' ? `exit code ${code}` : reason, wasReady });
  });

  return {
    room: () => (wasReady ? PIECES_AHEAD : 1) - underway.length,
    take(piece) {
      if (underway.length === 0) rest = Promise.withResolvers();
      underway.push(piece);
      if (piece.rules.version !== version) order({ kind: 'use', rules: piece.rules.source });
      version = piece.rules.version;
      order({ kind: 'analyse', posts: piece.posts });
    },
    async close() {
      await rest.promise;
      await worker.terminate();
    },
  };
}
