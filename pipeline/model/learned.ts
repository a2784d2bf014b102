/** What the learned part says of a post. */
export interface LearnedEvidence {
  /** Evidence for the domain, in the unit of a rule's `domain`; within ± `learned.evidence` of scoring.yaml. */
  evidence: number;
  /** The words that spoke loudest, loudest first. */
  words: { word: string; evidence: number }[];
}
