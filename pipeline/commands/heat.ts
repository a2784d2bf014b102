import { parseArgs } from 'node:util';
import { loadRules } from '../../rules/load.ts';
import { readConfig } from '../config.ts';
import { openEngine } from '../engine.ts';
import { ConfigError } from '../errors.ts';
import { copiesOfEvent, heatOfEvent } from '../heat/heat-of-event.ts';
import { createLogger } from '../log.ts';
import { toEpoch } from '../model/calendar.ts';
import { type PostWatch, postWatch } from '../model/post-watch.ts';
import { rulesDirOf } from '../paths.ts';
import type { EventTrail } from '../store/queries.ts';
import type { Store } from '../store/store.ts';
import { type Command, EXIT, UsageError } from './command.ts';
import { readInstant } from './instant-option.ts';

/** The heat of events with every part of it and what is not known. */
export const heat: Command = {
  usage: 'heat 事件编号… [--at 时刻]',
  about: '事件热度及各分项、缺失的输入和公式版本；每个事件一行 JSON',
  async run(args, terminal) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { at: { type: 'string' }, json: { type: 'boolean' } },
    });
    if (positionals.length === 0) throw new UsageError('请给出事件编号');
    const at = values.at === undefined ? Date.now() : toEpoch(readInstant('--at', values.at));
    const config = readConfig(terminal.env);
    const rulesDir = rulesDirOf(config);
    const { heat: spec } = await loadRules(rulesDir);
    if (spec === null) {
      throw new ConfigError([
        { where: `${rulesDir}/heat.yaml`, message: '没有这个文件，热度无从计算', hint: '放入 heat.yaml' },
      ]);
    }
    const engine = await openEngine(config, { now: Date.now, log: createLogger('warn', 'stderr') });
    try {
      let unknown = 0;
      for (const eventId of positionals) {
        const trail = await engine.queries.eventTrail(eventId);
        if (trail === null) {
          unknown += 1;
          terminal.err(`没有事件 ${eventId}\n`);
          continue;
        }
        const copies = await copiesOfEvent(trail, engine.store);
        const watches = await watchesOf(engine.store, trail.posts);
        const found = heatOfEvent({ ...trail, copies, watches }, at, spec);
        terminal.out(`${JSON.stringify({ event: eventId, title: trail.event.title, ...found })}\n`);
      }
      return unknown === 0 ? EXIT.done : EXIT.no;
    } finally {
      await engine.close();
    }
  },
};

async function watchesOf(store: Store, posts: EventTrail['posts']): Promise<PostWatch[]> {
  const watches: PostWatch[] = [];
  for (const { post } of posts) {
    const parsed = postWatch.safeParse((await store.state('post-watch', post.docId))?.value);
    if (parsed.success) watches.push(parsed.data);
  }
  return watches;
}
