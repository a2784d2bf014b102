import type { CatalogueRow } from '../catalogue-schema.ts';
import { decodeBytes } from '../import/decode.ts';
import type { FetchedPage } from '../source.ts';

/** The page as text, by the row's encoding where it names one, else by what bytes, header and page say. */
export function decodePage(page: FetchedPage, row: CatalogueRow): string {
  if (row.encoding) return new TextDecoder(row.encoding).decode(page.bytes);
  return decodeBytes(page.bytes, { declared: page.contentType || undefined, html: true }).text;
}
