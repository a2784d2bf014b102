import { join } from 'node:path';
import nodejieba from 'nodejieba';

/** The yardstick of analysis: `nodejieba.cut` with the words that a rules folder adds, as the segmenter has them. */
export function createRawCut(rulesDir: string): (text: string) => void {
  nodejieba.load({ userDict: join(rulesDir, 'lexicon', 'segmentation.txt') });
  return (text) => {
    nodejieba.cut(text);
  };
}
