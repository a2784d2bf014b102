import { describe, expect, it } from 'vitest';
import { createTracer } from '../../../pipeline/cluster/clues.ts';
import { createLandmarks } from '../../../pipeline/cluster/landmarks.ts';
import { NO_PLACES } from '../../../pipeline/model/verdict.ts';
import { shippedRules } from '../../support/chain.ts';
import { sampleAnalysed } from '../../support/samples.ts';

const { lexicon, fold } = await shippedRules();
const landmarks = createLandmarks(lexicon, fold);
const tracer = createTracer(lexicon, fold);

it.each([
  ['A7县青柳村枣树组请求安装自来水', ['青柳村', '枣树组']],
  ['请问领导，县里拆不拆五一桥和老粮桥', ['五一桥', '老粮桥']],
  ['反对204路、1204路公交车调整线路', ['204路']],
  ['云栖缦月軒的物业条款', ['缦月轩']],
  ['我们村的工厂、有限公司和人民广场旁的天桥', []],
  ['', []],
])('%s → %j', (text, names) => {
  expect(landmarks({ title: '', text })).toEqual(names);
});

it('looks at the beginning alone, in title and text together', () => {
  expect(landmarks({ title: '青柳村停水', text: `${'很久以前'.repeat(80)}枣树组` })).toEqual(['青柳村']);
});

describe('clues of a landmark', () => {
  const cluesOf = (text: string, district: string | null, keywords: string[]) =>
    tracer.trace(sampleAnalysed({ title: '', text }, { keywords, places: { ...NO_PLACES, district } })).clues;
  const shared = (a: readonly string[], b: readonly string[]) => a.filter((clue) => b.includes(clue));

  it('tie one word more in the same district', () => {
    const a = cluesOf('青柳村枣树组请求尽快通水', 'A7县', ['挑水', '枣树']);
    const b = cluesOf('A7县青柳街道枣树组没有水', 'A7县', ['挑水', '街道']);
    expect(shared(a, b)).toEqual(['A7县·枣树组·挑水']);
  });

  it('tie nothing across districts, nor by what all say', () => {
    const a = cluesOf('枣树组停水', 'A7县', ['挑水', '小区', '业主']);
    expect(shared(a, cluesOf('枣树组停水', 'A8县', ['挑水', '小区']))).toEqual([]);
    expect(shared(a, cluesOf('枣树组停水', 'A7县', ['小区', '业主']))).toEqual([]);
  });
});
