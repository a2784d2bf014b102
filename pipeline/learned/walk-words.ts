/** Told of each word and each pair of neighbouring words, in reading order; `before` is null for the word alone. */
export type WordVisitor = (before: string | null, word: string, emphasis: number) => void;

/** As in `domain` of scoring.yaml: what stands behind the opening counts a share. */
export interface Opening {
  /** Characters of the text. */
  opening: number;
  later: number;
}

const HAN = /^\p{Script=Han}+$/u;

/**
 * What is learned from: Chinese words of two characters or more, and pairs of them that stand side by side. Numbers, Latin letters and
 * masked data break pairs and are never learned.
 */
export function walkWords(
  titleWords: readonly string[],
  textWords: readonly string[],
  { opening, later }: Opening,
  visit: WordVisitor,
): void {
  walk(titleWords, () => 1, visit);
  walk(textWords, (at) => (at < opening ? 1 : later), visit);
}

function walk(words: readonly string[], emphasisAt: (at: number) => number, visit: WordVisitor): void {
  let before: string | null = null;
  let at = 0;
  for (const word of words) {
    const emphasis = emphasisAt(at);
    at += word.length;
    if (!HAN.test(word)) {
      before = null;
      continue;
    }
    if (word.length > 1) visit(null, word, emphasis);
    if (before !== null && before.length > 1 && word.length > 1) visit(before, word, emphasis);
    before = word;
  }
}

/** How a word or a pair is written in learned.yaml. */
export function featureName(before: string | null, word: string): string {
  return before === null ? word : `${before} ${word}`;
}

/** Every word and pair once, with its greatest emphasis. */
export function featuresOf(
  titleWords: readonly string[],
  textWords: readonly string[],
  opening: Opening,
): ReadonlyMap<string, number> {
  const features = new Map<string, number>();
  walkWords(titleWords, textWords, opening, (before, word, emphasis) => {
    const name = featureName(before, word);
    // Emphasis never rises in reading order: the first place is the loudest.
    if (!features.has(name)) features.set(name, emphasis);
  });
  return features;
}
