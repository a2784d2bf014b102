import { expect, it } from 'vitest';
import { readExpectedPlaces } from '../../../pipeline/evaluate/places/expected-places.ts';

const rowsOf = (set: 'tuned' | 'fresh') =>
  [...readExpectedPlaces(set)].flatMap(([file, rows]) => [...rows.keys()].map((row) => `${file}:${row}`));

it('the fresh messages are others than those the patterns were made by', () => {
  const [tuned, fresh] = [rowsOf('tuned'), rowsOf('fresh')];
  expect([tuned.length, fresh.length]).toEqual([650, 150]);
  expect(fresh.filter((row) => tuned.includes(row))).toEqual([]);
});

it('reads names, several that are right, none, and what is not judged, down to the last line', () => {
  const rows = readExpectedPlaces('tuned').get('message-board.jsonl');
  expect(rows?.get(641)).toEqual({
    ...{ district: [], street: ['仓前街道'], estate: ['仓溢绿苑'] },
    ...{ developer: [], propertyCompany: [], contractor: [] },
  });
  expect(rows?.get(294)?.estate).toEqual(['拱苑', '拱院']);
  expect(rows?.get(84)?.district).toBeNull();
  expect(readExpectedPlaces('fresh').get('message-board.jsonl')?.get(585)?.street).toEqual([]);
});
