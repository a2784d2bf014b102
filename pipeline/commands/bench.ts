import { parseArgs } from 'node:util';
import { measureApart } from '../bench/apart.ts';
import { BENCHMARKS } from '../bench/benchmarks.ts';
import type { Figure } from '../bench/figure.ts';
import { type Command, EXIT, UsageError } from './command.ts';

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
    const options = { data: values.data ?? null, quick: values.quick ?? false, env: terminal.env };
    const wanted = BENCHMARKS.filter(({ names }) => names.some((name) => only.includes(name)));
    const [first] = wanted;
    if (wanted.length === 1 && first !== undefined) {
      const figures = (await first.run(options)).filter(({ name }) => only.includes(name));
      terminal.out(values.json ? list(figures) : figures.map(line).join(''));
      return EXIT.done;
    }
    const figures: Figure[] = [];
    let code: number = EXIT.done;
    for (const { names } of wanted) {
      const asked = names.filter((name) => only.includes(name));
      try {
        const measured = await measureApart(asked, options);
        figures.push(...measured);
        if (!values.json) terminal.out(measured.map(line).join(''));
      } catch (error) {
        code = EXIT.no;
        terminal.err(`没有测成 ${asked.join('、')}，其余照常：${error instanceof Error ? error.message : error}\n`);
      }
    }
    if (values.json) terminal.out(list(figures));
    return code;
  },
};

function list(figures: readonly Figure[]): string {
  return `${JSON.stringify(figures, null, 2)}\n`;
}

function line({ name, ratio, value, unit, of, n, note }: Figure): string {
  const figure = ratio === null ? '' : `${ratio} × ${of}　`;
  return `${name.padEnd(16)} ${figure}${value} ${unit}　n=${n}　${note}\n`;
}
