import type { RawItem } from '../../pipeline/model/raw-item.ts';
import type { ColumnShapes } from './column-shapes.ts';
import {
  type ColumnMap,
  type ColumnOverrides,
  FIELD_NAMES,
  FIELDS,
  type ImportKind,
  mapColumns,
  namesBoard,
  namesUniqueId,
} from './columns.ts';
import { filled } from './read-csv.ts';
import { type ItemContext, type RowFields, toItem } from './to-item.ts';

/** What one row or line came to. Row and line numbers count from 1; in tables the heading row counts. */
export type ReadItem = { row: number; item: RawItem } | { row: number; rejected: string };

export interface ItemOptions {
  /** File, for messages. */
  where: string;
  kind: ImportKind;
  columns: ColumnOverrides;
  /** What earlier files of the same headings were read by, where nothing is said now. */
  shapes?: ColumnShapes;
  /** ISO 8601 instant. */
  fetchedAt: string;
  /** Characters title and text may have together. */
  maxChars: number;
  /** Whether every whole row has all columns, so that one that ends before its text has lost something. */
  allColumns?: boolean;
}

/** Reads rows that stand under one set of headings. */
export interface ItemReader {
  readonly map: ColumnMap;
  read(row: number, values: readonly string[]): ReadItem;
}

/** Headings → reader. Copies are counted over all readers it opens, so use one for a file. */
export function createItemReaders(options: ItemOptions): (headings: readonly string[]) => ItemReader {
  const { kind, fetchedAt, maxChars, allColumns = false } = options;
  const copies = new Map<string, number>();
  return (headings) => {
    const map = mapColumns(headings, kind, columnsFor(headings, options));
    const headingOf = (position: number | undefined) => (position === undefined ? '' : (headings[position] ?? ''));
    const context: ItemContext = {
      ...{ kind, fetchedAt, copies },
      uniqueIds: namesUniqueId(headingOf(map.nativeId)),
      defaultChannel: kind === 'hotline' ? 'hotline' : headings.some(namesBoard) ? 'board' : 'other',
    };
    return {
      map,
      read(row, values) {
        const fields = fieldsOf(values, map);
        const rejected = problemOf(fields, values, { headings, map, maxChars, allColumns });
        return rejected === null ? { row, item: toItem(fields, context) } : { row, rejected };
      },
    };
  };
}

/** What the user says of this file goes before what was said of earlier ones like it. */
function columnsFor(headings: readonly string[], { columns, shapes, kind }: ItemOptions): ColumnOverrides {
  if (Object.keys(columns).length > 0) return columns;
  return shapes?.find(headings, kind) ?? columns;
}

function fieldsOf(values: readonly string[], map: ColumnMap): RowFields {
  const fields: RowFields = {};
  for (const field of FIELD_NAMES) {
    const position = map[field];
    const value = position === undefined ? undefined : values[position];
    if (value !== undefined && value !== '') fields[field] = value;
  }
  return fields;
}

interface RowLimits {
  headings: readonly string[];
  map: ColumnMap;
  maxChars: number;
  allColumns: boolean;
}

/** A stray � was often there before; where every tenth character is one, nobody can read the rest. */
function isGarbled(text: string): boolean {
  const lost = text.split('\ufffd').length - 1;
  return lost > 2 && lost * 10 > text.length;
}

function problemOf(
  { title = '', text = '' }: RowFields,
  values: readonly string[],
  { headings, map, maxChars, allColumns }: RowLimits,
): string | null {
  if (title.length + text.length > maxChars) return `标题和正文超过${maxChars}个字符；请拆分后重新导入`;
  const position = map.text ?? 0;
  if (allColumns && values.length <= position) {
    return `只有${values.length}列，缺少“${FIELDS.text.label}”所在的第${position + 1}列；请补全这一行`;
  }
  const columns = filled(values);
  if (allColumns && columns > headings.length) {
    return `有${columns}列，多于表头的${headings.length}列，可能有未加引号的分隔符；本行跳过，请改正后重新导入`;
  }
  if (isGarbled(title + text)) return '有乱码，这一行的编码和文件的其余部分不同；请统一另存为 UTF-8 后重新导入';
  return title.trim() === '' && text.trim() === '' ? '标题和正文都是空的；请补全这一行' : null;
}
