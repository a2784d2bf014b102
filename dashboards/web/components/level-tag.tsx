import type { AlertView } from '../../alert-contract.ts';

export type Level = AlertView['level'];

const CLASS: Record<Level, string> = { 蓝: 'level-blue', 黄: 'level-yellow', 橙: 'level-orange', 红: 'level-red' };

/** Colour and word together, so that the level can be read without seeing the colour. */
export function LevelTag({ level }: { level: Level | null }) {
  if (level === null) return <span className="level level-none">未达预警</span>;
  return <span className={`level ${CLASS[level]}`}>{level}色</span>;
}

export function levelClass(level: Level): string {
  return CLASS[level];
}
