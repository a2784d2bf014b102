import { attribute, elements, richText } from './xlsx-xml.ts';
import { unpackText, type ZipEntry } from './zip-entries.ts';

/** What the cells of all sheets refer to. */
export interface Workbook {
  /** Entries of the sheets, in the order of the workbook. */
  sheets: readonly ZipEntry[];
  strings: readonly string[];
  /** Whether a cell style shows its number as a date or time, by index of the style. */
  dateStyles: readonly boolean[];
  /** Days count from 1904-01-01 instead of 1899-12-30. */
  since1904: boolean;
}

export async function readWorkbook(entries: readonly ZipEntry[]): Promise<Workbook> {
  const byName = new Map(entries.map((entry) => [entry.name.replace(/^\//, '').toLowerCase(), entry]));
  const textOf = async (name: string) => {
    const entry = byName.get(name);
    return entry === undefined ? '' : (await unpackText(entry)).text;
  };
  const book = await textOf('xl/workbook.xml');
  const targets = new Map<string, string>();
  for (const { attributes } of elements(await textOf('xl/_rels/workbook.xml.rels'), 'Relationship')) {
    const target = (attribute(attributes, 'Target') ?? '').toLowerCase();
    targets.set(
      attribute(attributes, 'Id') ?? '',
      target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//, '')}`,
    );
  }
  const listed: ZipEntry[] = [];
  for (const { attributes } of elements(book, 'sheet')) {
    const entry = byName.get(targets.get(attribute(attributes, '\\w+:id') ?? '') ?? '');
    if (entry !== undefined) listed.push(entry);
  }
  const loose = entries.filter(({ name }) => /^\/?xl\/worksheets\/[^/]+\.xml$/i.test(name));
  const strings: string[] = [];
  for (const { inner } of elements(await textOf('xl/sharedstrings.xml'), 'si')) strings.push(richText(inner));
  return {
    // A workbook whose list of sheets is damaged is read by its files.
    sheets: listed.length > 0 ? listed : loose,
    strings,
    dateStyles: dateStyles(await textOf('xl/styles.xml')),
    since1904: /<(?:\w+:)?workbookPr[^>]*\bdate1904\s*=\s*["'](?:1|true)["']/.test(book),
  };
}

/** Number formats that are there without being written down; 27–36 and 50–58 are the Chinese ones. */
function isBuiltInDate(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

function dateStyles(styles: string): boolean[] {
  const custom = new Map<number, boolean>();
  for (const { attributes } of elements(styles, 'numFmt')) {
    custom.set(Number(attribute(attributes, 'numFmtId')), isDateFormat(attribute(attributes, 'formatCode') ?? ''));
  }
  const formats = /<(?:\w+:)?cellXfs[\s>][\s\S]*?<\/(?:\w+:)?cellXfs>/.exec(styles)?.[0] ?? '';
  const found: boolean[] = [];
  for (const [, attributes = ''] of formats.matchAll(/<(?:\w+:)?xf(\s[^>]*)>/g)) {
    const id = Number(attribute(attributes.replace(/\/$/, ''), 'numFmtId'));
    found.push(custom.get(id) ?? isBuiltInDate(id));
  }
  return found;
}

/** A format with a year, month, day, hour or second outside quotes, escapes and brackets. */
function isDateFormat(code: string): boolean {
  const bare = code.replace(/"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  return !/general/i.test(bare) && /[ymdhs年月日时]/i.test(bare) && !/[#?]/.test(bare);
}
