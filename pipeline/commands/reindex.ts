import { readConfig } from '../config.ts';
import { distributedSettings } from '../distributed-settings.ts';
import { createLogger } from '../log.ts';
import { createElastic } from '../store/elastic/elastic-client.ts';
import { renewSource } from '../store/elastic/elastic-docs.ts';
import { rebuildIndices } from '../store/elastic/elastic-indices.ts';
import { type Command, EXIT } from './command.ts';

export const reindex: Command = {
  usage: 'reindex',
  about: '程序更新后映射或分词形式变了时，把 Elasticsearch 索引重建成新的并切换过去；先停下全部进程。输出新索引的名字',
  async run(_args, terminal) {
    const { elastic: node, prefix } = distributedSettings(readConfig(terminal.env));
    const elastic = createElastic(node, { log: createLogger('warn', 'stderr') });
    try {
      for (const index of await rebuildIndices(elastic, prefix, renewSource)) {
        terminal.out(`${JSON.stringify({ index })}\n`);
      }
      return EXIT.done;
    } finally {
      await elastic.close();
    }
  },
};
