import { RuleErrors } from '../../rules/errors.ts';
import { ConfigError, FatalError, UnreachableError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { type Command, EXIT, type Terminal, UsageError } from './command.ts';

/** Loaded on demand: a command pays only for what it uses. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start.ts')).start,
  demo: async () => (await import('./demo.ts')).demo,
  crawl: async () => (await import('./crawl.ts')).crawl,
  import: async () => (await import('./import.ts')).importFiles,
  analyse: async () => (await import('./analyse.ts')).analyse,
  extract: async () => (await import('./extract.ts')).extract,
  feed: async () => (await import('./feed.ts')).feed,
  robots: async () => (await import('./robots.ts')).robots,
  egress: async () => (await import('./egress.ts')).egress,
  evidence: async () => (await import('./evidence.ts')).evidence,
  rules: async () => (await import('./rules.ts')).rules,
  gazetteer: async () => (await import('./gazetteer.ts')).gazetteer,
  doctor: async () => (await import('./doctor.ts')).doctor,
  audit: async () => (await import('./audit.ts')).audit,
  backup: async () => (await import('./backup.ts')).backup,
  restore: async () => (await import('./backup.ts')).restore,
  bench: async () => (await import('./bench.ts')).bench,
  evaluate: async () => (await import('./evaluate.ts')).evaluate,
  words: async () => (await import('./words.ts')).words,
  heat: async () => (await import('./heat.ts')).heat,
  bursts: async () => (await import('./bursts.ts')).bursts,
  watched: async () => (await import('./watched.ts')).watched,
  dead: async () => (await import('./dead.ts')).dead,
  account: async () => (await import('./account.ts')).account,
  migrate: async () => (await import('./migrate.ts')).migrate,
  'drop-months': async () => (await import('./drop-months.ts')).dropMonths,
  reindex: async () => (await import('./reindex.ts')).reindex,
  settings: async () => (await import('./settings.ts')).settings,
};

/** Runs one command line; returns the exit code. Never throws. */
export async function runCli(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...args] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    await printHelp(terminal);
    return name === undefined ? EXIT.usage : EXIT.done;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) {
    terminal.err(`没有命令「${name}」，是否想写 ${nearest(name, Object.keys(COMMANDS))}？用 help 查看全部命令。\n`);
    return EXIT.usage;
  }
  const command = await load();
  if (args.includes('--help') || args.includes('-h')) {
    terminal.out(`yuqing ${command.usage}\n  ${command.about}\n`);
    return EXIT.done;
  }
  try {
    return await command.run(args, terminal);
  } catch (error) {
    return report(error, command, terminal);
  }
}

function report(error: unknown, command: Command, terminal: Terminal): number {
  if (error instanceof UsageError || isParseArgsError(error)) {
    terminal.err(`${error.message}\n用法：yuqing ${command.usage}\n`);
    return EXIT.usage;
  }
  if (error instanceof ConfigError) {
    for (const issue of error.issues) {
      terminal.err(`${issue.where}: ${issue.message}${issue.hint ? `（${issue.hint}）` : ''}\n`);
    }
    return EXIT.usage;
  }
  if (error instanceof RuleErrors) {
    terminal.err(`${error.message}\n`);
    return EXIT.usage;
  }
  if (error instanceof UnreachableError) {
    terminal.err(`${error.message}\n`);
    return EXIT.unreachable;
  }
  if (error instanceof FatalError) {
    terminal.err(`${error.message}\n`);
    return EXIT.usage;
  }
  terminal.err(`程序出错：${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return EXIT.no;
}

/** node:util parseArgs marks its errors with a code. */
function isParseArgsError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

async function printHelp(terminal: Terminal): Promise<void> {
  const lines = await Promise.all(
    Object.values(COMMANDS).map(async (load) => {
      const { usage, about } = await load();
      return `  ${usage}\n      ${about}`;
    }),
  );
  terminal.out(`用法：npm run -s yuqing -- <命令>\n\n${lines.join('\n')}\n`);
}
