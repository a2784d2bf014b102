import { parseArgs } from 'node:util';
import { ConfigError } from '../errors.ts';
import { WARNING_LEVELS } from '../model/levels.ts';
import { nearest } from '../nearest.ts';
import { decideRoute, ROUTE_LABELS, type RouteLabels } from '../route/route.ts';
import { EXIT, type Terminal, UsageError } from './command.ts';
import { PUBLISHED, readRuleSet } from './rule-source.ts';

/** Where labels would go. `--expect 科室`: exit 1 when another department leads. */
export async function rulesRoute(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { expect: { type: 'string' }, json: { type: 'boolean' }, ...PUBLISHED },
  });
  if (positionals.length === 0)
    throw new UsageError(`需要至少一个标签，如 topic=工程质量安全 level=橙；可用：${ROUTE_LABELS.join('、')}`);
  const labels = readLabels(positionals);
  const { routing, packs } = (await readRuleSet(values.published, terminal)).rules;
  const topics = packs.flatMap(({ topic }) => topic ?? []);
  for (const remark of strangeValues(labels, {
    topic: topics,
    level: WARNING_LEVELS,
    kind: Object.keys(routing.kinds),
  })) {
    terminal.err(`${remark}\n`);
  }
  const decision = decideRoute(routing, labels);
  terminal.out(`${JSON.stringify(decision)}\n`);
  if (values.expect === undefined || values.expect === decision.lead) return EXIT.done;
  terminal.err(`牵头应为「${values.expect}」，实为「${decision.lead}」：\n${decision.path.join('\n')}\n`);
  return EXIT.no;
}

/** A label that a post can have several of may be given several times; any other only once. */
function readLabels(given: readonly string[]): RouteLabels {
  const labels: RouteLabels = {};
  for (const text of given) {
    const [name, value] = readLabel(text);
    if (name === 'rule' || name === 'kind') labels[name] = [...(labels[name] ?? []), value];
    else if (labels[name] === undefined) labels[name] = value;
    else
      throw new ConfigError([
        { where: text, message: `标签「${name}」给了两次`, hint: '只留一个；rule 和 kind 可以给几个' },
      ]);
  }
  return labels;
}

function readLabel(text: string): [(typeof ROUTE_LABELS)[number], string] {
  const at = text.indexOf('=');
  const given = at < 0 ? text : text.slice(0, at);
  if (at < 1 || at === text.length - 1) {
    throw new ConfigError([{ where: text, message: '标签要写成 名称=值', hint: `可用：${ROUTE_LABELS.join('、')}` }]);
  }
  const name = ROUTE_LABELS.find((label) => label === given);
  if (name === undefined) {
    const near = nearest(given, ROUTE_LABELS);
    const hint = near === null ? `可用：${ROUTE_LABELS.join('、')}` : `是否想写 ${near}？`;
    throw new ConfigError([{ where: text, message: `没有标签「${given}」`, hint }]);
  }
  return [name, text.slice(at + 1)];
}

/** Values that no post has: most likely a slip, and the answer is then that of the root. */
function strangeValues(labels: RouteLabels, known: Record<'topic' | 'level' | 'kind', readonly string[]>): string[] {
  return (['topic', 'level', 'kind'] as const).flatMap((name) =>
    [labels[name] ?? []]
      .flat()
      .filter((value) => !known[name].includes(value))
      .map((value) => `提醒：${name} 没有「${value}」这个值，现有：${known[name].join('、')}`),
  );
}
