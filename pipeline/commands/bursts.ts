import { parseArgs } from 'node:util';
import { loadRules } from '../../rules/load.ts';
import { readConfig } from '../config.ts';
import { openEngine } from '../engine.ts';
import { ConfigError } from '../errors.ts';
import { burstsIn } from '../heat/burst.ts';
import { spreadOf } from '../heat/spread.ts';
import { createLogger } from '../log.ts';
import { toEpoch, toShanghai } from '../model/calendar.ts';
import { rulesDirOf } from '../paths.ts';
import { type Command, EXIT, UsageError } from './command.ts';
import { readEnd, readInstant } from './instant-option.ts';

/** Hours in which far more people post than usual, with the figures that led to it. */
export const bursts: Command = {
  usage: 'bursts --from A --to B [--topic 主题] [--event 事件编号] [--district 区县]',
  about: '突增的小时：发帖的人数与此前同一时刻、同类日子的平常水平相比；每次突增一行 JSON，附判断所用的数字',
  async run(args, terminal) {
    const { values } = parseArgs({
      args: [...args],
      options: {
        ...{ from: { type: 'string' }, to: { type: 'string' }, topic: { type: 'string' } },
        ...{ event: { type: 'string' }, district: { type: 'string' }, json: { type: 'boolean' } },
      },
    });
    if (values.from === undefined || values.to === undefined) throw new UsageError('请用 --from 和 --to 给出时段');
    if (values.event !== undefined && (values.topic !== undefined || values.district !== undefined)) {
      throw new UsageError('--event 已指定一个事件，不能再加 --topic 或 --district');
    }
    const [from, to] = [readInstant('--from', values.from), readEnd('--to', values.to)];
    const config = readConfig(terminal.env);
    const rulesDir = rulesDirOf(config);
    const { heat: spec } = await loadRules(rulesDir);
    if (spec === null) {
      throw new ConfigError([
        { where: `${rulesDir}/heat.yaml`, message: '没有这个文件，突增无从判断', hint: '放入 heat.yaml' },
      ]);
    }
    const engine = await openEngine(config, { now: Date.now, log: createLogger('warn', 'stderr') });
    try {
      const of = {
        ...(values.topic === undefined ? {} : { topic: values.topic }),
        ...(values.event === undefined ? {} : { eventId: values.event }),
        ...(values.district === undefined ? {} : { district: values.district }),
      };
      const spread = spreadOf(of, engine.queries, engine.store);
      const hours = await spread.hours(toEpoch(from), toEpoch(to));
      const found = await burstsIn(hours, spec.burst, spread.voices);
      for (const burst of found) terminal.out(`${JSON.stringify({ ...burst, at: toShanghai(burst.at) })}\n`);
      terminal.err(`${hours.length} 个小时中有 ${found.length} 次突增\n`);
      return EXIT.done;
    } finally {
      await engine.close();
    }
  },
};
