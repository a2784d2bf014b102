import type {
  EscalationSpec,
  HeatSpec,
  LearnedSpec,
  LexiconSpec,
  NoticesSpec,
  PackSpec,
  Role,
  RoutingSpec,
  RuleSpec,
  ScoringSpec,
} from './schema.ts';

/** A field as rules see it. */
export interface FieldText {
  /** Folded text, of the same length as the original, so offsets are offsets into the original. */
  readonly folded: string;
  /**
   * boundary[i] = 1 where a segmented word begins at UTF-16 offset i; length is folded.length + 1 and the last entry
   * is 1. Empty text: a single 1.
   */
  readonly boundary: Uint8Array;
}

/** What a rule can look at: named texts (`title`, `text`, `author`, `source`, `channel`, `region`) and numbers. */
export interface Subject {
  readonly texts: Readonly<Record<string, FieldText>>;
  readonly numbers: Readonly<Record<string, number>>;
}

export interface RuleSpan {
  field: string;
  /** UTF-16 offsets, end exclusive. */
  start: number;
  end: number;
  /** The text of the span, folded. */
  term: string;
}

export interface RuleHit {
  rule: Rule;
  /** At least one; in reading order, title before text. */
  spans: readonly RuleSpan[];
}

/** A rule ready to run. */
export interface Rule extends RuleSpec {
  readonly pack: string;
  readonly role: Role;
  readonly topic: string | null;
  readonly owner: string | null;
  /** Domain evidence with the default filled in. */
  readonly domain: number;
  /** Position in its file. */
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

export interface Matcher {
  /** Rules that hit, in the order of the set. One pass over the text for all terms of all rules. */
  match(subject: Subject): readonly RuleHit[];
  /** The same rules without what speaks for them: to count over many posts. */
  rulesOf(subject: Subject): readonly Rule[];
}

/** What words told in judged posts. Nothing depends on it: without it, or with a file that cannot be used, rules judge alone. */
export interface Learned {
  /** In use or waiting to be; null where there is none that can be used. */
  readonly model: LearnedSpec | null;
  /** What is wrong with learned.yaml, in words; null where nothing is. */
  readonly problem: string | null;
}

/** A file that may be edited. */
export interface RuleFile {
  /** In force. */
  readonly text: string;
  /** As the folder has it; null where only an edit brought it. */
  readonly shipped: string | null;
}

/** All that is tuned by people, loaded and checked as one; replaced as a whole. */
export interface RuleSet {
  /** Hash of the content of every file, short. */
  readonly version: string;
  readonly packs: readonly PackSpec[];
  /** By path relative to the folder, sorted; packs and the learned part are not among them. */
  readonly files: ReadonlyMap<string, RuleFile>;
  readonly rules: readonly Rule[];
  readonly matcher: Matcher;
  readonly scoring: ScoringSpec;
  readonly routing: RoutingSpec;
  readonly escalation: EscalationSpec;
  /** Null where the folder has no notices.yaml: notices are then told in the plain form. */
  readonly notices: NoticesSpec | null;
  /** Formula of the heat; null where heat.yaml is missing. */
  readonly heat: HeatSpec | null;
  readonly learned: Learned;
  /** By list name (`小区`, `开发商`, `区县`, …). */
  readonly lexicon: ReadonlyMap<string, LexiconSpec>;
  /** Width, case and traditional folding; never changes the length. */
  fold(text: string): string;
}
