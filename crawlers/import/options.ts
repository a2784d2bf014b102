import { ConfigError } from '../../pipeline/errors.ts';
import { type ColumnOverrides, FIELDS, fieldNamed, IMPORT_KINDS, type ImportKind } from './columns.ts';

export { type ColumnOverrides, IMPORT_KINDS, type ImportKind } from './columns.ts';

/** `--kind` → kind; nothing given = posts. Throws ConfigError on another word. */
export function importKind(given: string | undefined): ImportKind {
  const kind = given === undefined ? 'posts' : IMPORT_KINDS.find((known) => known === given);
  if (kind !== undefined) return kind;
  throw new ConfigError([
    { where: '--kind', message: `没有“${given}”这种类型`, hint: `可用：${IMPORT_KINDS.join('、')}` },
  ]);
}

/**
 * `--columns 标题=留言主题,正文=留言详情` → field → heading. Fields may be named in Chinese or English. Throws ConfigError
 * with every part that is not understood.
 */
export function parseColumns(given: string | undefined): ColumnOverrides {
  const columns: ColumnOverrides = {};
  const issues = [];
  for (const part of (given ?? '').split(/[,，]/).filter((one) => one.trim() !== '')) {
    const [name = '', ...heading] = part.split(/[=＝]/);
    const field = fieldNamed(name);
    if (heading.length === 0 || heading.join('=').trim() === '') {
      issues.push({
        where: '--columns',
        message: `“${part}”缺少等号或列名`,
        hint: '写法：标题=留言主题,正文=留言详情',
      });
    } else if (field === null) {
      const known = Object.values(FIELDS).map(({ label }) => label);
      issues.push({ where: '--columns', message: `没有“${name.trim()}”这个字段`, hint: `可用：${known.join('、')}` });
    } else columns[field] = heading.join('=').trim();
  }
  if (issues.length > 0) throw new ConfigError(issues);
  return columns;
}
