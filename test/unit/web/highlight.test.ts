import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerptAround, marksOfHits, marksOfTerms, segmentText } from '../../../dashboards/web/text/highlight.ts';

const marked = (text: string, marks: Parameters<typeof segmentText>[1]) =>
  segmentText(text, marks)
    .map(({ text: part, labels }) => (labels.length > 0 ? `[${part}|${labels.join()}]` : part))
    .join('');

describe('marking hits in place', () => {
  it('handles plain, nested, overlapping, equal and touching marks', () => {
    const text = '外墙渗漏脱落了';
    expect(marked(text, [])).toBe(text);
    expect(marked(text, [{ start: 2, end: 4, label: 'A' }])).toBe('外墙[渗漏|A]脱落了');
    expect(
      marked(text, [
        { start: 0, end: 4, label: 'A' },
        { start: 2, end: 6, label: 'B' },
      ]),
    ).toBe('[外墙|A][渗漏|A,B][脱落|B]了');
    expect(
      marked(text, [
        { start: 0, end: 6, label: 'A' },
        { start: 2, end: 4, label: 'B' },
      ]),
    ).toBe('[外墙|A][渗漏|A,B][脱落|A]了');
    expect(
      marked(text, [
        { start: 2, end: 4, label: 'A' },
        { start: 2, end: 4, label: 'A' },
      ]),
    ).toBe('外墙[渗漏|A]脱落了');
    expect(
      marked(text, [
        { start: 2, end: 4, label: 'A' },
        { start: 4, end: 6, label: 'B' },
      ]),
    ).toBe('外墙[渗漏|A][脱落|B]了');
  });

  it('ignores marks that are empty or outside and cuts those that reach out', () => {
    expect(marked('渗漏', [{ start: 1, end: 1, label: 'A' }])).toBe('渗漏');
    expect(marked('渗漏', [{ start: 5, end: 9, label: 'A' }])).toBe('渗漏');
    expect(marked('渗漏', [{ start: 1, end: 99, label: 'A' }])).toBe('渗[漏|A]');
    expect(marked('', [{ start: 0, end: 3, label: 'A' }])).toBe('');
  });

  it('counts in UTF-16 and never cuts a character in two', () => {
    const text = '😱脱落😱了';
    expect(marked(text, [{ start: 2, end: 4, label: 'A' }])).toBe('😱[脱落|A]😱了');
    expect(marked(text, [{ start: 1, end: 5, label: 'A' }])).toBe('[😱脱落😱|A]了');
  });

  it('never loses or doubles a character, whatever the marks', () => {
    const mark = fc.record({
      start: fc.integer({ min: -5, max: 40 }),
      end: fc.integer({ min: -5, max: 40 }),
      label: fc.constantFrom('A', 'B'),
    });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.array(mark, { maxLength: 12 }), (text, marks) => {
        const segments = segmentText(text, marks);
        expect(segments.map((segment) => segment.text).join('')).toBe(text);
        let at = 0;
        for (const segment of segments) {
          expect(segment.start).toBe(at);
          at += segment.text.length;
        }
      }),
    );
  });

  it('keeps the marks of one field apart from those of another', () => {
    const hits = [
      {
        name: '渗漏',
        spans: [
          { field: 'title', start: 0, end: 2, term: '渗漏' },
          { field: 'text', start: 4, end: 6, term: '漏水' },
        ],
      },
    ];
    expect(marksOfHits(hits, 'title')).toEqual([{ start: 0, end: 2, label: '渗漏' }]);
    expect(marksOfHits(hits, 'text')).toEqual([{ start: 4, end: 6, label: '渗漏' }]);
  });
});

describe('marking what was searched for', () => {
  it('finds every place, whatever width and case', () => {
    expect(marksOfTerms('3号楼，ＡＢ座，ab座', ['AB座'], '词').map(({ start, end }) => [start, end])).toEqual([
      [4, 7],
      [8, 11],
    ]);
    expect(marksOfTerms('漏漏漏', ['漏'], '词')).toHaveLength(3);
    expect(marksOfTerms('漏', [''], '词')).toEqual([]);
  });

  it('shows the stretch around the first find', () => {
    const text = `${'前'.repeat(300)}渗漏${'后'.repeat(300)}`;
    const { from, to } = excerptAround(text, marksOfTerms(text, ['渗漏'], '词'), 100);
    expect(to - from).toBe(100);
    expect(text.slice(from, to)).toContain('渗漏');
    expect(excerptAround('短文', [], 100)).toEqual({ from: 0, to: 2 });
    expect(excerptAround('长'.repeat(500), [], 100)).toEqual({ from: 0, to: 100 });
  });
});
