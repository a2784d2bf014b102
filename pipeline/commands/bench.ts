import { parseArgs } from 'node:util';
import { alertsBench } from '../bench/alerts.ts';
import { analysisBench } from '../bench/analysis.ts';
import { busBench } from '../bench/bus.ts';
import { crawlBench } from '../bench/crawl.ts';
import { eventsBench } from '../bench/events.ts';
import type { Figure } from '../bench/figure.ts';
import { importBench } from '../bench/import.ts';
import { memoryBench } from '../bench/memory.ts';
import { postToNoticeBench } from '../bench/post-to-notice.ts';
import { queryBench } from '../bench/queries.ts';
import { rulesBench } from '../bench/rules.ts';
import { workersBench } from '../bench/workers.ts';
import { type Command, EXIT, UsageError } from './command.ts';

const BENCHMARKS = [
  analysisBench,
  workersBench,
  rulesBench,
  importBench,
  eventsBench,
  queryBench,
  crawlBench,
  busBench,
  alertsBench,
  postToNoticeBench,
  memoryBench,
];

export const bench: Command = {
  usage: 'bench [--data DIR] [--only NAME,…] [--quick] [--json]',
  about: '性能指标，均为同一次运行中的比值',
  async run(args, terminal) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        only: { type: 'string' },
        quick: { type: 'boolean' },
        json: { type: 'boolean' },
      },
    });
    const known = BENCHMARKS.flatMap(({ names }) => names);
    const only = values.only?.split(',') ?? known;
    const unknown = only.filter((name) => !known.includes(name));
    if (unknown.length > 0) throw new UsageError(`没有指标 ${unknown.join('、')}，现有：${known.join('、')}`);
    const figures: Figure[] = [];
    for (const benchmark of BENCHMARKS) {
      if (!benchmark.names.some((name) => only.includes(name))) continue;
      figures.push(
        ...(await benchmark.run({ data: values.data ?? null, quick: values.quick ?? false, env: terminal.env })),
      );
    }
    const shown = figures.filter(({ name }) => only.includes(name));
    terminal.out(values.json ? `${JSON.stringify(shown, null, 2)}\n` : shown.map(line).join(''));
    return EXIT.done;
  },
};

function line({ name, ratio, value, unit, of, n, note }: Figure): string {
  const figure = ratio === null ? '' : `${ratio} × ${of}　`;
  return `${name.padEnd(16)} ${figure}${value} ${unit}　n=${n}　${note}\n`;
}
