/** In how many documents of a group each word stands. */
export interface WordCounts {
  documents: number;
  words: ReadonlyMap<string, number>;
}

export interface WordOdds {
  word: string;
  /** Log of the odds ratio between the two groups, shrunk towards what the background says. */
  logOdds: number;
  /** The same in standard deviations. */
  z: number;
  inOne: number;
  inOther: number;
}

/** Weight of the background, in documents: so many documents of a group outweigh it. */
const PRIOR_DOCUMENTS = 10;

/**
 * Words that set two groups of documents apart, most telling first: log-odds ratio with an informative Dirichlet prior
 * (B. L. Monroe, M. P. Colaresi, K. M. Quinn, "Fightin' Words", Political Analysis 16, 2008, eq. 16, 20, 22), on document
 * frequencies, so that a word said ten times by one person is one voice. The prior is the background's own frequency of
 * each word: a word that is common everywhere needs more to stand out than a rare one.
 */
export function logOdds(one: WordCounts, other: WordCounts, background: WordCounts): WordOdds[] {
  const words = new Set([...one.words.keys(), ...other.words.keys()]);
  const prior = (word: string) =>
    (PRIOR_DOCUMENTS * ((background.words.get(word) ?? 0) + 0.5)) / (background.documents + 1);
  return [...words]
    .map((word) => {
      const inOne = one.words.get(word) ?? 0;
      const inOther = other.words.get(word) ?? 0;
      const a = prior(word);
      const odds = (count: number, { documents }: WordCounts) =>
        Math.log((count + a) / (documents + PRIOR_DOCUMENTS - count - a));
      const difference = odds(inOne, one) - odds(inOther, other);
      const deviation = Math.sqrt(1 / (inOne + a) + 1 / (inOther + a));
      return { word, logOdds: difference, z: difference / deviation, inOne, inOther };
    })
    .sort((x, y) => y.z - x.z || (x.word < y.word ? -1 : 1));
}

/** Counts documents; each is the set of its words. */
export function countWords(documents: Iterable<ReadonlySet<string>>): WordCounts {
  const words = new Map<string, number>();
  let count = 0;
  for (const document of documents) {
    count += 1;
    for (const word of document) words.set(word, (words.get(word) ?? 0) + 1);
  }
  return { documents: count, words };
}
