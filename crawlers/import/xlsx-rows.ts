import type { Cell, Row } from './row.ts';
import type { Workbook } from './xlsx-workbook.ts';
import { attribute, elements, richText, xmlText } from './xlsx-xml.ts';
import { unpack, type ZipEntry } from './zip-entries.ts';

/** A row of XML longer than this has lost its end tag. */
const LONGEST_ROW_CHARS = 4_194_304;
const MOST_COLUMNS = 16_384;

/**
 * The rows of a sheet, read one by one while the sheet is unpacked. A row that cannot be read costs itself only; where
 * the sheet itself breaks off, the last row says so. Rows without any value are left out. `damaged`: the check sum of the
 * sheet does not fit.
 */
export async function* sheetRows(
  sheet: ZipEntry,
  book: Workbook,
  { damaged }: { damaged: boolean },
): AsyncGenerator<Row> {
  const decoder = new TextDecoder();
  let rest = '';
  let last = 0;
  let problem: string | null = null;
  try {
    for await (const chunk of unpack(sheet)) {
      const taken = takeRows(rest + decoder.decode(chunk, { stream: true }));
      rest = taken.rest;
      for (const xml of taken.rows) {
        const row = readRow(xml, book, { last, damaged });
        last = row.row;
        if ('rejected' in row || row.cells.some((cell) => cell !== null && cell !== '')) yield row;
      }
      if (rest.length > LONGEST_ROW_CHARS) throw new Error('row without end');
    }
    if (!/<\/(?:\w+:)?sheetData>|<(?:\w+:)?sheetData\s*\/>/.test(rest)) problem = '表格到此中断，后面的内容缺失';
  } catch {
    problem = '压缩数据已损坏，后面的内容可能缺失或不可靠';
  }
  if (problem !== null) yield { row: last + 1, rejected: `第${last}行之后：${problem}；请重新导出或修复后再导入` };
}

const ROW_START = /<(?:\w+:)?row(?=[\s>/])/g;
const ROW_END = /<\/(?:\w+:)?row>/g;

/** Cuts whole rows out of the text; a row ends at its end tag, or where the next one starts. */
function takeRows(text: string): { rows: string[]; rest: string } {
  const rows: string[] = [];
  let at = next(ROW_START, text, 0);
  if (at === -1) return { rows, rest: text.slice(-LONGEST_TAG) };
  let from = at;
  for (;;) {
    const tagEnd = text.indexOf('>', at);
    if (tagEnd === -1) break;
    if (text[tagEnd - 1] === '/') {
      rows.push(text.slice(at, tagEnd + 1));
      from = tagEnd + 1;
    } else {
      const end = next(ROW_END, text, tagEnd);
      const following = next(ROW_START, text, tagEnd);
      if (end === -1 && following === -1) break;
      from = end === -1 || (following !== -1 && following < end) ? following : ROW_END.lastIndex;
      rows.push(text.slice(at, from));
    }
    at = next(ROW_START, text, from);
    if (at === -1) break;
  }
  return { rows, rest: at === -1 ? text.slice(from) : text.slice(at) };
}

/** Enough to keep a tag that the end of a piece cut in two. */
const LONGEST_TAG = 1_000;

function next(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? -1;
}

const CELL_START = /<(?:\w+:)?c(?=[\s>/])/g;

function readRow(xml: string, book: Workbook, { last, damaged }: { last: number; damaged: boolean }): Row {
  const tagEnd = xml.indexOf('>');
  const printed = attribute(xml.slice(0, tagEnd), 'r');
  const number = printed !== null && /^[1-9]\d{0,6}$/.test(printed) ? Number(printed) : null;
  const row = number !== null && number > last ? number : last + 1;
  const broken = (what: string): Row => ({
    row,
    rejected: `这一行的数据已损坏（${what}）；请在表格软件中重新填写这一行`,
  });
  // Some programs number rows carelessly; in damaged data a wrong number is a sign that the row is not what it was.
  if (printed !== null && (number === null || (damaged && row !== number))) {
    return broken(`行号“${printed.slice(0, 20)}”不对`);
  }
  const inner = xml.slice(tagEnd + 1);
  const cells: Cell[] = [];
  let read = 0;
  for (const { attributes, inner: content } of elements(inner, 'c')) {
    read += 1;
    const column = columnOf(attribute(attributes, 'r'), cells.length);
    if (column === null) return broken('单元格的位置不对');
    const cell = readCell(attributes, content, book);
    if (cell === undefined) return broken('引用的文字不存在');
    while (cells.length < column) cells.push(null);
    cells[column] = cell;
  }
  const closed = xml.endsWith('/>') || /<\/(?:\w+:)?row>$/.test(xml);
  if (!closed || read !== (inner.match(CELL_START)?.length ?? 0)) return broken('单元格没有结束');
  return { row, cells };
}

/** B7 → 1; without a reference the column behind the last one. Null for what is no reference. */
function columnOf(reference: string | null, following: number): number | null {
  if (reference === null) return following < MOST_COLUMNS ? following : null;
  const letters = /^\$?([A-Z]{1,3})\$?\d{1,7}$/i.exec(reference)?.[1]?.toUpperCase();
  if (letters === undefined) return null;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column <= MOST_COLUMNS ? column - 1 : null;
}

/** The value of a cell; undefined when it refers to a text that is not there. */
function readCell(attributes: string, content: string, book: Workbook): Cell | undefined {
  const type = attribute(attributes, 't') ?? 'n';
  // #N/A and #REF! are what a formula failed with, not what somebody wrote.
  if (type === 'e') return null;
  if (type === 'inlineStr') return richText(content);
  const raw = elements(content, 'v').next().value?.inner;
  if (raw === undefined) return null;
  if (type === 's') return book.strings[/^\s*\d+\s*$/.test(raw) ? Number(raw) : -1];
  if (type === 'b') return raw.trim() === '1' || raw.trim() === 'true';
  const number = Number(raw);
  if (type !== 'n' || raw.trim() === '' || Number.isNaN(number)) return xmlText(raw);
  const style = Number(attribute(attributes, 's') ?? -1);
  return book.dateStyles[style] === true ? dateOf(number, book.since1904) : number;
}

/** Days since the workbook's first day → a date whose UTC fields are the time of day shown. */
function dateOf(serial: number, since1904: boolean): Date {
  const days = since1904 ? serial + 1_462 : serial;
  // 1900 has a 29 February in spreadsheets: before it, days are counted one higher.
  const corrected = !since1904 && days < 60 ? days + 1 : days;
  return new Date(Math.round((corrected - 25_569) * 86_400) * 1_000);
}
