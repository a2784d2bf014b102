import { readConfig } from '../config.ts';
import { openEngine } from '../engine.ts';
import { createLogger } from '../log.ts';
import { postWatch } from '../model/post-watch.ts';
import { type Command, EXIT } from './command.ts';

export const watched: Command = {
  usage: 'watched [帖文编号…]',
  about: '预警帖文的回访：阅读、评论等数的变化，修改前后的文字，是否已删除；每帖一行',
  async run(args, terminal) {
    const asked = args.filter((arg) => arg !== '--json');
    const config = readConfig(terminal.env);
    const engine = await openEngine(config, { now: Date.now, log: createLogger('warn', 'stderr') });
    try {
      const rows = await engine.store.states('post-watch');
      const ids = asked.length > 0 ? asked : [...rows.keys()];
      let all = true;
      for (const id of ids) {
        const parsed = postWatch.safeParse(rows.get(id)?.value);
        all &&= parsed.success;
        if (parsed.success) terminal.out(`${JSON.stringify(parsed.data)}\n`);
        else terminal.err(`没有帖文 ${id} 的回访记录\n`);
      }
      return all ? EXIT.done : EXIT.no;
    } finally {
      await engine.close();
    }
  },
};
