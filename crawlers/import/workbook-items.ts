import { ConfigError } from '../../pipeline/errors.ts';
import { emptyFile } from './file-problem.ts';
import type { ItemOptions, ReadItem } from './item-reader.ts';
import { openXlsx } from './read-xlsx.ts';
import { tableItems } from './table-items.ts';

export interface WorkbookOptions extends ItemOptions {
  /** Most bytes the workbook may unpack to. */
  maxUnpackedBytes: number;
}

/** The items of the first sheet that has a column for the text; covers and notes may stand before it. */
export async function* workbookItems(path: string, options: WorkbookOptions): AsyncGenerator<ReadItem> {
  const sheets = await openXlsx(path, options);
  const problems: ConfigError[] = [];
  for (const sheet of sheets) {
    let given = 0;
    try {
      for await (const read of tableItems(sheet.rows(), options)) {
        given += 1;
        yield read;
      }
      return;
    } catch (error) {
      if (given > 0 || !(error instanceof ConfigError)) throw error;
      problems.push(error);
    }
  }
  // A sheet with headings says more than the blank ones beside it.
  throw (
    problems.find(({ issues }) => issues.some(({ hint }) => hint?.includes('--columns'))) ??
    problems[0] ??
    emptyFile(path)
  );
}
