import { describe, expect, it } from 'vitest';
import { privateTexts } from '../../../pipeline/evaluate/masking/private-texts.ts';
import { publicTexts } from '../../../pipeline/evaluate/masking/public-texts.ts';
import { masking } from '../../../pipeline/evaluate/masking.ts';

describe('made-up texts', () => {
  it('hold the secret where they say, in every kind, the same for the same seed', () => {
    const texts = privateTexts(600, 3);
    for (const { text, secret } of texts) {
      if (secret === null) throw new Error('no secret');
      expect(text.slice(secret.start, secret.end)).toMatch(/[\p{L}\p{N}]/u);
    }
    expect(new Set(texts.map(({ kind }) => kind)).size).toBe(6);
    expect(privateTexts(600, 3)).toEqual(texts);
    expect(publicTexts(100, 3).every(({ secret }) => secret === null)).toBe(true);
  });

  it('are masked, and those without personal data are not', async () => {
    const { figures } = await masking.run({ data: '', rulesDir: '', seed: 11 });
    const value = (name: string) => figures.find((figure) => figure.name === name)?.value;
    expect(value('mask-recall')).toBeGreaterThan(0.98);
    expect(value('mask-false-per-1000')).toBe(0);
  });
});
