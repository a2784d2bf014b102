/** What was said of a case, and what is true. */
export interface Decision {
  gold: boolean;
  said: boolean;
}

export interface Quality {
  precision: number;
  recall: number;
  /** Harmonic mean of the two; 0 where nothing was found. */
  f1: number;
}

export function qualityOf(decisions: readonly Decision[]): Quality {
  let both = 0;
  let said = 0;
  let gold = 0;
  for (const one of decisions) {
    if (one.said) said += 1;
    if (one.gold) gold += 1;
    if (one.said && one.gold) both += 1;
  }
  const precision = said === 0 ? 0 : both / said;
  const recall = gold === 0 ? 0 : both / gold;
  return { precision, recall, f1: said + gold === 0 ? 0 : (2 * both) / (said + gold) };
}
