import { foldText } from '../fold-table.ts';
import { readStonedt } from './stonedt.ts';
import { type ImportedPack, toPack } from './to-pack.ts';
import { readTrendRadar } from './trendradar.ts';

const NEXT = '角色 spread、分值 0 只是为了能载入：请按含义移到合适的规则包，定分值，补样例。';

const TOOLS = {
  trendradar: {
    read: readTrendRadar,
    name: 'TrendRadar 关键词',
    note: `由 TrendRadar 的 frequency_words.txt 转换。原工具只看标题、按子串比较；这里标题和正文都看，按词比较。${NEXT}`,
  },
  stonedt: {
    read: readStonedt,
    name: '思通舆情关键词',
    note: `由思通舆情的监测方案转换。原工具按子串比较；这里按词比较。${NEXT}`,
  },
} as const;

export type ImportTool = keyof typeof TOOLS;
export const IMPORT_TOOLS: readonly ImportTool[] = ['trendradar', 'stonedt'];

/** Another tool's keyword file → a pack, with what could not be carried over. Never throws, whatever the text. */
export function importKeywords(tool: ImportTool, path: string, source: string): ImportedPack {
  const { read, name, note } = TOOLS[tool];
  const options = { fold: foldText(), lexicon: new Map() };
  return toPack(path, read(path, source, options), { ...options, id: tool, name, note });
}
