import { z } from 'zod';
import type { Edit } from '../../rules/edit.ts';
import { fingerprint } from '../../rules/overlay-files.ts';
import type { RuleFile } from '../../rules/rule-set.ts';
import { readYaml } from '../../rules/yaml-file.ts';

export interface FileDescription {
  path: string;
  name: string;
  about: string;
  kind: keyof typeof FILES | 'list';
  entries: number | null;
  decided: { by: string; on: string; reason: string } | null;
  state: 'shipped' | 'changed' | 'own';
  outgrown: boolean;
}

const FILES = {
  scoring: ['风险分', '各级别的分数线、各类规则的封顶、传播量和否定语气怎样计分'],
  routing: ['派送', '科室与职责，哪类事由哪个科室牵头、协办、通知谁'],
  escalation: ['上报与时限', '各级预警先通知谁、多久无人签收报给谁，法定时限，同类通知怎样合并'],
  notices: ['通知文字', '各种通知的标题、正文和短信怎样写'],
  heat: ['热度', '热度怎样计算，什么算突发'],
} as const;

const decided = z.looseObject({ decided: z.object({ by: z.string(), on: z.string(), reason: z.string() }) });
const list = z.looseObject({ name: z.string(), note: z.string().optional(), entries: z.array(z.unknown()) });

/** A file of the rules in words, for lists of them. `edits`: those in force. */
export function describeFile(path: string, { text, shipped }: RuleFile, edits: readonly Edit[]): FileDescription {
  const value = readYaml(path, text, [])?.value;
  const decision = decided.safeParse(value);
  const names = list.safeParse(value);
  const kind = isKind(path.replace('.yaml', ''));
  const [name, about] = kind === null ? [names.data?.name ?? path, names.data?.note ?? ''] : FILES[kind];
  const base = edits.find((edit) => edit.kind === 'file' && edit.path === path && edit.text !== null);
  return {
    path,
    name,
    about,
    kind: kind ?? 'list',
    entries: kind === null ? (names.data?.entries.length ?? 0) : null,
    decided: decision.success ? decision.data.decided : null,
    state: shipped === null ? 'own' : shipped === text ? 'shipped' : 'changed',
    outgrown: base?.kind === 'file' && base.base !== null && base.base !== fingerprint(shipped),
  };
}

function isKind(name: string): keyof typeof FILES | null {
  return name === 'scoring' || name === 'routing' || name === 'escalation' || name === 'notices' || name === 'heat'
    ? name
    : null;
}
