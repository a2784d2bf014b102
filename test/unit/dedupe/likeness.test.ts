import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inkOf } from '../../../pipeline/dedupe/ink.ts';
import { likenessOf } from '../../../pipeline/dedupe/likeness.ts';
import { shinglesOf } from '../../../pipeline/dedupe/shingles.ts';

const STORY =
  '我们是龙湾公馆的业主，地下车库从去年冬天开始漏水，墙面多处开裂，物业来看过两次都说要等开发商处理，开发商又说已经过了保修期。' +
  '现在一到下雨天车库里的积水就没过脚面，电梯底坑也进了水，老人孩子出入很不安全，希望有关部门尽快督促维修。';
const ink = (text: string, title = '') => inkOf({ title, text });
const likeness = (a: string, b: string, names: string[] = []) => likenessOf(ink(a), ink(b), names);

describe('a copy', () => {
  it.each([
    ['with a note in front', `【转载】转自水城论坛：${STORY}`],
    ['passed on with a word of one’s own', `//@老王：${STORY} 大家转起来`],
    ['cut short', STORY.slice(0, 70)],
    ['in another order', STORY.split('，').reverse().join('，')],
    ['with other signs', STORY.replace(/[，。]/g, ' ')],
    ['pulled apart by signs', STORY.replace(/漏水/g, '漏·水')],
    ['with some characters changed', STORY.replace('业主', '住户').replace('去年冬天', '今年年初').replace('尽快', '')],
    ['in traditional characters', STORY.replace(/业/g, '業').replace(/车/g, '車')],
  ])('is known %s, from either side', (_, changed) => {
    expect(likeness(STORY, changed)).toBe('copy');
    expect(likeness(changed, STORY)).toBe('copy');
    expect(shinglesOf(ink(changed)).some((one) => shinglesOf(ink(STORY)).includes(one))).toBe(true);
  });

  it.each([
    ['another estate', STORY.replaceAll('龙湾公馆', '东湖雅苑')],
    ['another estate at the very beginning', STORY.replaceAll('我们是龙湾公馆', '水城花园')],
    ['another estate among other small changes', STORY.replaceAll('龙湾公馆', '东湖雅苑').replace('尽快', '早日')],
  ])('is none when the letter names %s', (_, other) => {
    expect(likeness(STORY, other)).toBeNull();
    expect(likeness(other, STORY)).toBeNull();
  });

  it('is none when all is equal but the building or the amount', () => {
    expect(likeness('锦绣华府3号楼电梯坏了半个月没有人来修', '锦绣华府5号楼电梯坏了半个月没有人来修')).toBeNull();
    expect(likeness(`${STORY}要交维修费2000元。`, `${STORY}要交维修费8000元。`)).toBeNull();
  });

  it('is known by a name that only the analysis knows', () => {
    const other = STORY.replace('龙湾公馆', '金色里程');
    expect(likeness(STORY, other, ['金色里程', '龙湾公馆'])).toBeNull();
  });

  it('of a very short text must be equal', () => {
    expect(likeness('电梯又坏了', '电梯 又坏了！')).toBe('copy');
    expect(likeness('电梯又坏了', '电梯又停了')).toBeNull();
  });
});

describe('any texts', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.stringMatching(/^[漏水楼区3号a县小区，。！\s]{0,60}$/),
  );

  it('are as like one to the other as the other to the one, and each to itself', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(likeness(a, b)).toBe(likeness(b, a));
        expect(likeness(a, a)).toBe('copy');
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['pictographs', '😡'.repeat(300)],
    ['one character', '啊'.repeat(50_000)],
    ['a million characters', STORY.repeat(5_000)],
    ['mixed scripts', 'Привет 漏水 مرحبا ｱｲｳ '.repeat(50)],
  ])('give few shingles: %s', (_, strange) => {
    const shingles = shinglesOf(ink(strange));
    expect(shingles.length).toBeLessThanOrEqual(20);
    expect([...shingles].sort((a, b) => a - b)).toEqual(shingles);
    expect(likeness(strange, STORY) === null || strange.includes(STORY)).toBe(true);
  });
});
