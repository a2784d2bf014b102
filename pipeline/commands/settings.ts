import { settingsTable } from '../config.ts';
import { type Command, EXIT } from './command.ts';

export const settings: Command = {
  usage: 'settings',
  about: '打印全部设置、默认值和说明（README 的设置表由此生成）',
  async run(_args, terminal) {
    terminal.out(`${settingsTable()}\n`);
    return EXIT.done;
  },
};
