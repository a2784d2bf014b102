import { type Command, type Terminal, UsageError } from './command.ts';

type Sub = (args: readonly string[], terminal: Terminal) => Promise<number>;

const SUBCOMMANDS: Readonly<Record<string, () => Promise<Sub>>> = {
  check: async () => (await import('./rules-check.ts')).rulesCheck,
  match: async () => (await import('./rules-match.ts')).rulesMatch,
  search: async () => (await import('./rules-search.ts')).rulesSearch,
  explain: async () => (await import('./rules-explain.ts')).rulesExplain,
  backtest: async () => (await import('./rules-backtest.ts')).rulesBacktest,
  route: async () => (await import('./rules-route.ts')).rulesRoute,
  learn: async () => (await import('./rules-learn.ts')).rulesLearn,
  import: async () => (await import('./rules-import.ts')).rulesImport,
};

export const rules: Command = {
  usage:
    'rules check [目录或文件…] [--published] | match 表达式 [FILE|-] [--published] | search 表达式 [--from 时间] [--to 时间] | explain 正文 [--title 标题] [--published] | route 标签=值… [--expect 科室] [--published] | backtest --from 起 --to 止 [--draft FILE] | learn FILE --label 列=值|--feedback --by 姓名 [--out FILE] | import --from trendradar|stonedt FILE',
  about: '检查规则、试匹配、检索已入库的帖子、解释研判、查询派送、回测草稿、从标注里学用词、导入其他工具的关键词',
  async run([name, ...args], terminal) {
    const load = name !== undefined && Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
    if (load === undefined) throw new UsageError(`rules 后面应是 ${Object.keys(SUBCOMMANDS).join('、')}`);
    return (await load())(args, terminal);
  },
};
