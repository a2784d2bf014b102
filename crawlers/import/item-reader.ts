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
        const rejected = problemOf(fields, values.length, { map, maxChars, allColumns });
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

function problemOf(
  { title = '', text = '' }: RowFields,
  cells: number,
  { map, maxChars, allColumns }: { map: ColumnMap; maxChars: number; allColumns: boolean },
): string | null {
  if (title.length + text.length > maxChars) return `标题和正文超过${maxChars}个字符；请拆分后重新导入`;
  const position = map.text ?? 0;
  if (allColumns && cells <= position) {
    return `只有${cells}列，缺少“${FIELDS.text.label}”所在的第${position + 1}列；请补全这一行`;
  }
  return title.trim() === '' && text.trim() === '' ? '标题和正文都是空的；请补全这一行' : null;
}
