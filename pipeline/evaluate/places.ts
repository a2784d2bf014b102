import { join } from 'node:path';
import { readItems } from '../../crawlers/import/import-file.ts';
import type { Places } from '../model/verdict.ts';
import type { Evaluation, Measured, Misjudged } from './evaluation.ts';
import { wilson } from './interval.ts';
import { createJudge } from './judge.ts';
import {
  type ExpectedPlaces,
  LABELLED_KINDS,
  type LabelledKind,
  type PlaceSet,
  readExpectedPlaces,
} from './places/expected-places.ts';

interface Tally {
  /** Answers given where a message is judged. */
  said: number;
  /** Messages that name a place of the kind. */
  there: number;
  right: number;
}

const FETCHED_AT = '2026-01-01T00:00:00+08:00';

/**
 * Districts, streets, estates and companies of messages that a person read. An answer is right when it is one of the
 * names that the reader accepts; the word 小区 or a phase behind the name, the place in front of a company's name and its
 * legal form behind do not count. Both figures run over all kinds; each kind's own are in the note.
 */
export const places = placesOf('tuned', '');
/** The same on messages that the patterns were not made by. */
export const freshPlaces = placesOf('fresh', '-fresh');

function placesOf(set: PlaceSet, ending: string): Evaluation {
  const expectedByFile = readExpectedPlaces(set);
  return {
    names: [`place-precision${ending}`, `place-recall${ending}`],
    files: [...expectedByFile.keys()],
    async run({ data, rulesDir }) {
      const { judge } = await createJudge(rulesDir);
      const tallies = new Map<LabelledKind, Tally>();
      const misjudged: Misjudged[] = [];
      for (const [file, byRow] of expectedByFile) {
        for await (const read of readItems(join(data, file), { fetchedAt: FETCHED_AT })) {
          const expected = byRow.get(read.row);
          if (!('item' in read) || expected === undefined) continue;
          const found = await judge(read.item);
          if (found === null) continue;
          misjudged.push(
            ...compare(expected, found.verdict.places, tallies).map((one) => ({ file, row: read.row, ...one })),
          );
        }
      }
      return {
        figures: figuresOf(
          tallies,
          ending,
          [...expectedByFile.values()].reduce((sum, { size }) => sum + size, 0),
        ),
        misjudged,
      };
    },
  };
}

function compare(expected: ExpectedPlaces, places: Places, tallies: Map<LabelledKind, Tally>) {
  return LABELLED_KINDS.flatMap((kind) => {
    const wanted = expected[kind];
    if (wanted === null) return [];
    const tally = tallies.get(kind) ?? { said: 0, there: 0, right: 0 };
    tallies.set(kind, tally);
    const said = places[kind];
    const right = said !== null && wanted.some((name) => bareName(kind, name) === bareName(kind, said));
    if (said !== null) tally.said += 1;
    if (wanted.length > 0) tally.there += 1;
    if (right) tally.right += 1;
    if (right || (said === null && wanted.length === 0)) return [];
    return [{ expected: wanted.join('|') || '无', got: said ?? '无', because: kind }];
  });
}

const isCompany = (kind: LabelledKind) => kind !== 'district' && kind !== 'street' && kind !== 'estate';

function bareName(kind: LabelledKind, name: string): string {
  const squeezed = name.toUpperCase().replace(/[\s·•●.]+/g, '');
  if (kind === 'estate')
    return squeezed.replace(/(?:[一二三四五\d]期)?(?:小区|楼盘|项目)?$/, '').replace(/[一二三四五\d]期$/, '');
  if (!isCompany(kind)) return squeezed;
  return squeezed
    .replace(/^(?:[A-Z]\d{0,2}[市区县]|\p{Script=Han}{2,3}[省市区县])+/u, '')
    .replace(/(?:股份|有限|责任|集团|管理|开发|公司)+$/, '');
}

function figuresOf(tallies: ReadonlyMap<LabelledKind, Tally>, ending: string, messages: number): Measured['figures'] {
  const all = [...tallies.values()];
  const sum = (of: (tally: Tally) => number) => all.reduce((total, tally) => total + of(tally), 0);
  const right = sum((tally) => tally.right);
  const share = (of: (tally: Tally) => number) =>
    [...tallies].map(([kind, tally]) => `${kind} ${tally.right}/${of(tally)}`).join('，');
  const figure = (name: string, of: (tally: Tally) => number) => {
    const n = sum(of);
    return {
      name,
      value: n === 0 ? 0 : right / n,
      ...wilson(right, n),
      n,
      note: `已读的留言 ${messages} 条；${share(of)}`,
    };
  };
  return [
    figure(`place-precision${ending}`, (tally) => tally.said),
    figure(`place-recall${ending}`, (tally) => tally.there),
  ];
}
