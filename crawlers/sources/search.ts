import { type CatalogueRow, KEYWORD } from '../catalogue-schema.ts';
import { encodeGbk } from '../encode-gbk.ts';

/** The row's addresses, each with every keyword: its own ones, or those that the rules look for. */
export function searchPages(row: CatalogueRow, fromRules: (most: number) => readonly string[]): string[] {
  const { keywords, with: near, most = 20 } = row.search ?? {};
  const words = (keywords ?? fromRules(most)).map((word) => (near === undefined ? word : `${near} ${word}`));
  return row.addresses.flatMap((address) => words.map((word) => address.replaceAll(KEYWORD, encode(word, row))));
}

/** Old sites expect the word in the encoding of their pages. */
function encode(word: string, { encoding }: CatalogueRow): string {
  if (encoding !== 'gb18030') return encodeURIComponent(word);
  return [...encodeGbk(word)]
    .map((byte) =>
      byte < 0x80 ? encodeURIComponent(String.fromCharCode(byte)) : `%${byte.toString(16).toUpperCase()}`,
    )
    .join('');
}
