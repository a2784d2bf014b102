import { describe, expect, it } from 'vitest';
import { kinshipOf } from '../../../pipeline/cluster/kinship.ts';
import { sampleAnalysed } from '../../support/samples.ts';

const TOLD = '地下车库大面积漏水，墙面多处开裂，多次找开发商和物业都互相推诿，至今没有人来维修，车都不敢停进去。';
const RETOLD =
  '地下车库大面积漏水已经三个月，雨天积水没过鞋面。物业说要等开发商，开发商说过了保修期，多次找开发商和物业都互相推诿，希望住建局来看看。';

function post(docId: string, estate: string | null, text: string) {
  return sampleAnalysed(
    { docId, title: '', text },
    { places: { ...sampleAnalysed().verdict.places, estate, district: null } },
  );
}

/** Of two posts that name those estates, each in words of its own around the same complaint. */
function between(ours: string, theirs: string, [here, there] = [TOLD, TOLD]) {
  const a = post('d_a', ours, `${ours}小区${here}`);
  const b = post('d_b', theirs, `我是第3次来说这件事了。${theirs}小区${there}希望有人给个说法。`);
  expect(kinshipOf(b, a)).toBe(kinshipOf(a, b));
  return kinshipOf(a, b);
}

describe('kinship', () => {
  it('is none between equal complaints from two estates, wherever in the text they are named', () => {
    expect(between('春江一品花园', '翠竹新天雅苑')).toBe(null);
    // Names with much in common: the name is all that differs.
    expect(between('春江国风花园', '银杏国风华府')).toBe(null);
    expect(between('东湖雅苑', '龙湾公馆')).toBe(null);
  });

  it('is that of copies where an estate is written otherwise, or named in one of them only', () => {
    expect(between('东湖雅苑', '东湖雅苑')).toBe('copy');
    expect(between('东湖雅苑', '东湖雅苑二期')).toBe('copy');
    expect(between('东湖雅苑', '东湖雅园')).toBe('copy');
    expect(between('景上鑫苑', '上景鑫苑')).toBe('copy');
    const [named, cut] = [post('d_a', '东湖雅苑', `东湖雅苑小区${TOLD}`), post('d_b', null, TOLD)];
    expect(kinshipOf(named, cut)).toBe('copy');
  });

  it('stays where one text speaks of the estate of the other as well', () => {
    const a = post('d_a', '春江一品花园', `春江一品花园和翠竹新天雅苑两个小区${TOLD}`);
    const b = post('d_b', '翠竹新天雅苑', `翠竹新天雅苑小区${TOLD}`);
    expect(kinshipOf(a, b)).toBe('copy');
  });

  it('of what is told in other words allows for other names of a place, not for another place', () => {
    expect(between('云间宸云苑', '云上宸云小区', [TOLD, RETOLD])).toBe('retold');
    expect(between('春江一品花园', '翠竹新天雅苑', [TOLD, RETOLD])).toBe(null);
  });
});
