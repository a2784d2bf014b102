/** Posts that may answer a case and that the keeper has not looked at yet. In memory: after a restart its walk finds them. */
export interface ArrivedAnswers {
  add(docIds: readonly string[]): void;
  /** All of them, which are then forgotten. */
  take(): readonly string[];
}

/** More than this only a first import brings at once; the walk over all open cases finds the rest. */
const MOST = 10_000;

export function createArrivedAnswers(): ArrivedAnswers {
  const waiting = new Set<string>();
  return {
    add(docIds) {
      for (const docId of docIds) if (waiting.size < MOST) waiting.add(docId);
    },
    take() {
      const all = [...waiting];
      waiting.clear();
      return all;
    },
  };
}
