import { readFileSync } from 'node:fs';

/**
 * The messages by which the patterns were made, and others that were labelled afterwards, before anything was shown for
 * them: only their figures say what to expect elsewhere.
 */
const PATHS = {
  tuned: new URL('./expected.tsv', import.meta.url),
  fresh: new URL('./expected-fresh.tsv', import.meta.url),
} as const;
export type PlaceSet = keyof typeof PATHS;

/** Kinds of place that were labelled; named like the fields of a verdict's places. */
export const LABELLED_KINDS = ['district', 'street', 'estate', 'developer', 'propertyCompany', 'contractor'] as const;
export type LabelledKind = (typeof LABELLED_KINDS)[number];

/**
 * What a reader found in one message, by kind. A list holds the answers that are right, one of which is wanted; null is
 * a message of which readers may think differently, and which is not judged; an empty list: the message names none.
 */
export type ExpectedPlaces = Readonly<Record<LabelledKind, readonly string[] | null>>;

const HEAD = ['file', 'row', ...LABELLED_KINDS].join('\t');

/**
 * The labels by file and row (counted as `import` counts). The file holds no sentence of the data: file, row and the
 * names of the places only. `?` is "not judged", `|` stands between answers that are all right.
 */
export function readExpectedPlaces(set: PlaceSet): ReadonlyMap<string, ReadonlyMap<number, ExpectedPlaces>> {
  const [head, ...lines] = readFileSync(PATHS[set], 'utf8').replace(/\n$/, '').split('\n');
  if (head !== HEAD) throw new Error(`${PATHS[set].pathname}:1: expected the columns ${HEAD}`);
  const byFile = new Map<string, Map<number, ExpectedPlaces>>();
  for (const line of lines) {
    const [file = '', row = '', ...cells] = line.split('\t');
    const known = byFile.get(file) ?? new Map<number, ExpectedPlaces>();
    byFile.set(file, known.set(Number(row), expectedPlaces(cells)));
  }
  return byFile;
}

function expectedPlaces(cells: readonly string[]): ExpectedPlaces {
  const [district, street, estate, developer, propertyCompany, contractor] = LABELLED_KINDS.map((_, i) =>
    answers(cells[i] ?? ''),
  );
  return {
    ...{ district: district ?? null, street: street ?? null, estate: estate ?? null },
    ...{ developer: developer ?? null, propertyCompany: propertyCompany ?? null, contractor: contractor ?? null },
  };
}

function answers(cell: string): readonly string[] | null {
  if (cell === '?') return null;
  return cell === '' ? [] : cell.split('|');
}
