import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { createDeadBook, type DeadBook, type Letter, reasonKind } from '../dead-book.ts';
import { openEngine } from '../engine.ts';
import { createLogger } from '../log.ts';
import { mustNotBeMigrating } from '../migrate/mark.ts';
import { maskPersonalData } from '../normalise/mask.ts';
import { type Command, EXIT, type Terminal, UsageError } from './command.ts';

const USAGE =
  'dead list [--reason 原因中的文字] [--waiting] | dead count | dead show 编号 | dead retry 编号…|--all [--reason …] [--by 姓名]';

/** Which letters: all, those whose reason contains a text, those that nobody has sent again. */
interface Choice {
  reason: string | undefined;
  waiting: boolean;
}

export const dead: Command = {
  usage: USAGE,
  about:
    '死信（无法处理的消息）：列出（编号、时间、原因、位置、是否已重发）、按原因计数、看一封（个人信息遮盖）、排除原因后重发；每封只重发一次，记入审计；有没重发的退出码为 1',
  async run(args, terminal) {
    const [action, ...rest] = args;
    const { values, positionals } = parseArgs({
      args: rest,
      allowPositionals: true,
      options: {
        ...{ reason: { type: 'string' }, waiting: { type: 'boolean' }, all: { type: 'boolean' } },
        ...{ by: { type: 'string' }, json: { type: 'boolean' } },
      },
    });
    const choice = { reason: values.reason, waiting: values.waiting === true };
    const named = positionals.length;
    const isRetry = action === 'retry' && named > 0 !== (values.all === true) && (named === 0 || !values.reason);
    const isKnown = (['list', 'count'].includes(action ?? '') && named === 0) || (action === 'show' && named === 1);
    if (!isRetry && !isKnown)
      throw new UsageError('写成 dead list、dead count、dead show 编号、dead retry 编号… 或 dead retry --all');
    const config = readConfig(terminal.env);
    const engine = await openEngine(config, { now: Date.now, log: createLogger('warn', 'stderr') });
    try {
      const book = createDeadBook({ ...engine, now: Date.now });
      if (action === 'list') return await list(book, choice, terminal);
      if (action === 'count') return await count(book, terminal);
      if (action === 'show') return await show(book, positionals[0] ?? '', terminal);
      await mustNotBeMigrating(engine.store);
      const ids = values.all === true ? null : new Set(positionals);
      return await retry(
        book,
        { ids, choice: { ...choice, waiting: ids === null }, by: values.by ?? '命令' },
        terminal,
      );
    } finally {
      await engine.close();
    }
  },
};

async function list(book: DeadBook, choice: Choice, terminal: Terminal): Promise<number> {
  let [listed, unreadable] = [0, 0];
  for await (const letter of book.letters()) {
    if ('unreadable' in letter) {
      unreadable += 1;
      terminal.err(`死信位置 ${letter.unreadable}：格式不是本程序写的，跳过\n`);
    } else if (isChosen(letter, choice)) {
      listed += 1;
      print(terminal, summaryOf(letter));
    }
  }
  terminal.err(`列出 ${listed} 封${unreadable === 0 ? '' : `，另有 ${unreadable} 封无法读取`}\n`);
  return EXIT.done;
}

async function count(book: DeadBook, terminal: Terminal): Promise<number> {
  const kinds = new Map<
    string,
    { topic: string; reason: string; count: number; waiting: number; first: string; last: string }
  >();
  for await (const letter of book.letters()) {
    if ('unreadable' in letter) continue;
    const [topic, reason] = [letter.topic, reasonKind(letter.reason)];
    const id = `${topic}\n${reason}`;
    const known = kinds.get(id) ?? { topic, reason, count: 0, waiting: 0, first: letter.at, last: letter.at };
    const waiting = known.waiting + (isWaiting(letter) ? 1 : 0);
    kinds.set(id, { ...known, count: known.count + 1, waiting, last: letter.at });
  }
  for (const kind of [...kinds.values()].sort((a, b) => b.count - a.count)) print(terminal, kind);
  if (kinds.size === 0) terminal.err('没有死信\n');
  return EXIT.done;
}

async function show(book: DeadBook, id: string, terminal: Terminal): Promise<number> {
  for await (const letter of book.letters()) {
    if ('unreadable' in letter || letter.id !== id) continue;
    print(terminal, { ...summaryOf(letter), group: letter.group, key: letter.key, value: masked(letter.value) });
    return EXIT.done;
  }
  terminal.err(unknown(id));
  return EXIT.no;
}

async function retry(
  book: DeadBook,
  { ids, choice, by }: { ids: ReadonlySet<string> | null; choice: Choice; by: string },
  terminal: Terminal,
): Promise<number> {
  const left = new Set(ids);
  const wanted: Letter[] = [];
  // Read to the end first: what dies again meanwhile is another letter, for another time.
  for await (const letter of book.letters()) {
    if ('unreadable' in letter || !(ids === null ? isChosen(letter, choice) : left.delete(letter.id))) continue;
    wanted.push(letter);
  }
  let sent = 0;
  for (const letter of wanted) {
    const outcome = await book.retry(letter, by);
    if (outcome.state === 'sent') sent += 1;
    print(terminal, outcome);
  }
  for (const id of left) terminal.err(unknown(id));
  terminal.err(`重发 ${sent} 封${sent === 0 ? '' : '；运行中的系统随即处理，没有运行的启动后处理'}\n`);
  return sent === wanted.length && left.size === 0 ? EXIT.done : EXIT.no;
}

function summaryOf({ id, at, topic, offset: position, reason, retry: sent }: Letter) {
  return { id, at, topic, position, reason, retriedAt: sent?.at ?? null, retriedBy: sent?.by ?? null };
}

function isChosen(letter: Letter, { reason, waiting }: Choice): boolean {
  return (reason === undefined || letter.reason.includes(reason)) && (!waiting || isWaiting(letter));
}

function isWaiting({ retry: sent }: Letter): boolean {
  return sent?.state !== 'sent';
}

/** Items lie in the log as they came; what identifies a person is not for a terminal. */
function masked(value: unknown): unknown {
  if (typeof value === 'string') return maskPersonalData(value).text;
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, name === 'author' && one !== null ? '（已隐去）' : masked(one)]),
  );
}

function unknown(id: string): string {
  return `没有编号为 ${id} 的死信：编号见 dead list；满保留天数（YUQING_DEAD_DAYS）的已删除\n`;
}

function print(terminal: Terminal, value: object): void {
  terminal.out(`${JSON.stringify(value)}\n`);
}
