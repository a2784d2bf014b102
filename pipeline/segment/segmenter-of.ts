import { join } from 'node:path';
import { createJieba } from './jieba.ts';
import type { Segmenter } from './segmenter.ts';

/** The segmenter with the user dictionary of a rules folder. */
export function segmenterOf(rulesDir: string): Segmenter {
  return createJieba(join(rulesDir, 'lexicon', 'segmentation.txt'));
}
