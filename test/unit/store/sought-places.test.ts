import { describe, expect, it } from 'vitest';
import { indexTokens, soughtText, soughtTokens } from '../../../pipeline/store/pair-index.ts';
import { createSoughtPlaces } from '../../../pipeline/store/sought-places.ts';
import { disguise } from '../../support/disguise.ts';
import { createRandom, testSeed } from '../../support/random.ts';

const shown = (text: string, ...sought: string[]) =>
  createSoughtPlaces(sought)(text).map(({ start, end }) => text.slice(start, end));

describe('places of what was searched for', () => {
  it('are shown as they are written: disguised, repeated, in any width, case and form of characters', () => {
    expect(shown('地下车库漏.水，天花板漏漏水水，又漏水', '漏水')).toEqual(['漏.水', '漏漏水水', '漏水']);
    expect(shown('3号楼，ＡＢ座，ab座', 'AB座')).toEqual(['ＡＢ座', 'ab座']);
    expect(shown('開發商', '开发商')).toEqual(['開發商']);
    expect(shown('小区A座\nB座', 'A座 B座')).toEqual(['A座\nB座']);
    expect(shown('渗水和漏水', '漏水', '渗水')).toEqual(['漏水', '渗水']);
  });

  it('are none where nothing is sought or found', () => {
    expect(shown('漏水')).toEqual([]);
    expect(shown('', '漏水')).toEqual([]);
    expect(shown('漏了很多水', '漏水')).toEqual([]);
    expect(shown('漏水', '')).toEqual([]);
  });

  it('are there for whatever the index finds, lie within the text, and hold what was sought', () => {
    const seed = testSeed();
    console.info(`seed ${seed}`);
    const random = createRandom(seed);
    const words = ['漏水', '业主维权', '电梯', '开发商', '3号楼', 'A区', '权'];
    for (let round = 0; round < 2_000; round++) {
      const word = words[Math.floor(random() * words.length)] ?? '';
      const text = disguise(`小区${word}严重，${words[Math.floor(random() * words.length)]}也是`, random);
      const places = createSoughtPlaces([word])(text);
      const found = isIndexed(text, word);
      expect(places.length > 0, `${word} in ${text}`).toBe(found);
      for (const { start, end } of places) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(text.length);
        expect(soughtText(text.slice(start, end)), `${word} in ${text}`).toBe(soughtText(word));
      }
    }
  });
});

/** As a full-text engine would: the tokens of what is sought stand in the index of the text, side by side. */
function isIndexed(text: string, word: string): boolean {
  const sought = soughtTokens(soughtText(word));
  const tokens = ` ${indexTokens(text)}${sought?.isPrefix ? '' : ' '}`;
  return sought !== null && tokens.includes(` ${sought.tokens.join(' ')}${sought.isPrefix ? '' : ' '}`);
}
