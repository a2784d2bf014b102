import { parseArgs } from 'node:util';
import { loadRules } from '../../rules/load.ts';
import { readConfig } from '../config.ts';
import { ConfigError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { rulesDirOf } from '../paths.ts';
import { decideRoute, ROUTE_LABELS } from '../route/route.ts';
import { EXIT, type Terminal, UsageError } from './command.ts';

/** Where labels would go. `--expect 科室`: exit 1 when another department leads. */
export async function rulesRoute(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { expect: { type: 'string' }, json: { type: 'boolean' } },
  });
  if (positionals.length === 0)
    throw new UsageError(`需要至少一个标签，如 topic=工程质量安全 level=橙；可用：${ROUTE_LABELS.join('、')}`);
  const labels = Object.fromEntries(positionals.map(readLabel));
  const { routing } = await loadRules(rulesDirOf(readConfig(terminal.env)));
  const decision = decideRoute(routing, labels);
  terminal.out(`${JSON.stringify(decision)}\n`);
  if (values.expect === undefined || values.expect === decision.lead) return EXIT.done;
  terminal.err(`牵头应为「${values.expect}」，实为「${decision.lead}」：\n${decision.path.join('\n')}\n`);
  return EXIT.no;
}

function readLabel(text: string): [string, string] {
  const at = text.indexOf('=');
  const name = at < 0 ? text : text.slice(0, at);
  if (at < 1 || at === text.length - 1) {
    throw new ConfigError([{ where: text, message: '标签要写成 名称=值', hint: `可用：${ROUTE_LABELS.join('、')}` }]);
  }
  if (!ROUTE_LABELS.some((label) => label === name)) {
    throw new ConfigError([
      { where: text, message: `没有标签「${name}」`, hint: `是否想写 ${nearest(name, ROUTE_LABELS)}？` },
    ]);
  }
  return [name, text.slice(at + 1)];
}
