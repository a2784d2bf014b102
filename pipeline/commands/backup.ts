import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { DATABASE_FILE } from '../engine.ts';
import { backupDatabase, restoreDatabase } from '../store/sqlite/sqlite-backup.ts';
import { openDatabase } from '../store/sqlite/sqlite-database.ts';
import { type Command, EXIT, UsageError } from './command.ts';

export const backup: Command = {
  usage: 'backup FILE',
  about: '对运行中的系统做一份一致的副本，输出 {file, sha256, bytes}',
  async run(args, terminal) {
    const file = onlyFile(args);
    const database = openDatabase(databaseOf(terminal.env));
    try {
      terminal.out(`${JSON.stringify(await backupDatabase(database, file))}\n`);
      return EXIT.done;
    } finally {
      await database.close();
    }
  },
};

export const restore: Command = {
  usage: 'restore FILE',
  about: '从备份恢复；先核对备份，再换下现有数据库（保留为旁边的文件）',
  async run(args, terminal) {
    const receipt = await restoreDatabase(onlyFile(args), databaseOf(terminal.env));
    terminal.out(`${JSON.stringify(receipt)}\n`);
    return EXIT.done;
  },
};

function databaseOf(env: Parameters<typeof readConfig>[0]): string {
  const config = readConfig(env);
  if (config.engine === 'distributed') {
    throw new UsageError('分布式引擎的数据在 Elasticsearch 里，备份请用它的快照（snapshot）功能');
  }
  return join(config.dataDir, DATABASE_FILE);
}

function onlyFile(args: readonly string[]): string {
  const [file, ...rest] = args.filter((arg) => arg !== '--json');
  if (file === undefined || rest.length > 0) throw new UsageError('需要一个文件名');
  return file;
}
