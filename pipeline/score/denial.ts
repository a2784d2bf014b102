import type { FieldText, RuleHit, RuleSpan } from '../../rules/rule-set.ts';
import type { ScoringSpec } from '../../rules/schema.ts';
import type { PhraseBook } from '../segment/phrase-book.ts';
import type { Reading } from '../segment/reading.ts';

/** The text itself says that what a rule found is not so. */
export interface Denial {
  /** The words that say so: 未发现. */
  cue: string;
  /** What they deny. */
  term: string;
}

/** Fields by name. */
type Texts = Readonly<Record<string, Reading>>;
/** Kinds of cues, by what they can deny and where they stand. */
type Kind = 'certain' | 'plain' | 'behind' | 'unreal';

interface Cue {
  kind: Kind;
  text: string;
  start: number;
  end: number;
}

/** Ends of a clause. 、 is none: 未发现渗漏、开裂 denies both. */
const CLAUSE_END = /[，。！？；：,!?;:\n]/;
const WORD = /[\p{L}\p{N}]/u;
/** How far back a word that makes a question of a denial may stand, in characters. */
const QUESTION_REACH = 6;

/**
 * Says of hits of a post which words of the text deny it, or null. A place is denied when a cue stands in the same clause,
 * whole words, so many words (`reach`) before it, or behind it where the cue is of that kind, with no blocking word
 * between: in 没有人修漏水 the complaint is 没有人. Cues of the certain kind (未发现、不存在) deny anything; plain ones (没有、未)
 * only what a rule calls deniable, since 没有路灯 is the complaint itself; a deniable relief (恢复供水) is not so yet after
 * wishes and delays (什么时候、迟迟、未) as well. A hit is denied only when all its places are.
 *
 * Known misses: a denial in another clause or sentence (有人说漏水，那是假的); irony; questions without one of the listed
 * words; a third party's denial that the writer disputes (物业说不存在漏水), which needs another place that says so; a rule
 * that also shows background words (工人 + 欠薪), since those are not denied.
 */
export function createDenials({ negation }: ScoringSpec, book: PhraseBook) {
  const kinds = new Map<string, Kind>();
  for (const kind of ['plain', 'unreal', 'behind', 'certain'] as const) {
    for (const word of negation[kind]) kinds.set(word, kind);
  }
  const cuePhrases = book.list([...kinds].map(([text, kind]) => [text, { kind, text }] as const));
  const blockers = new Set(negation.blockers);

  /** Cues that are whole words or made of whole words; 无 is not in 无奈. Longer ones go before shorter ones. */
  function cuesIn({ folded, boundary, phrases }: Reading): readonly Cue[] {
    return cuePhrases
      .longestIn(phrases)
      .filter(({ start, end }) => boundary[start] === 1 && boundary[end] === 1 && !isQuestion(folded, start))
      .map(({ entry, start, end }) => ({ ...entry, start, end }));
  }

  function isQuestion(text: string, start: number): boolean {
    const before = text.slice(Math.max(0, start - QUESTION_REACH), start);
    return negation.questions.some((word) => before.includes(word));
  }

  function denies({ kind }: Cue, { rule }: RuleHit, span: RuleSpan): boolean {
    const deniable = rule.deniable ?? (rule.role === 'harm' || rule.role === 'urgency');
    // 已恢复 says by itself that it is so: 按要求已恢复 is no wish.
    if (rule.role === 'relief')
      return deniable && (kind === 'plain' || (kind === 'unreal' && !span.term.startsWith('已')));
    return kind === 'plain' ? deniable : kind !== 'unreal';
  }

  /** Nothing between cue and place (or within the place, behind a cue that stands in it) keeps them apart. */
  function reaches(cue: Cue, span: RuleSpan, field: FieldText): boolean {
    if (cue.kind === 'behind') return cue.start >= span.end && isNear(span.end, cue.start, field, negation.reach);
    if (cue.start >= span.end) return false;
    const reach = cue.kind === 'plain' ? negation.plainReach : negation.reach;
    return cue.end <= span.start ? isNear(cue.end, span.start, field, reach) : isInside(cue, span, field, reach);
  }

  /** 墙面没有开裂 as one place of 墙面 ~6 开裂. A place that begins with the cue is itself the complaint: 没有交房. */
  function isInside(cue: Cue, span: RuleSpan, field: FieldText, reach: number): boolean {
    return cue.start > span.start && cue.end < span.end && isNear(cue.end, span.end, field, reach);
  }

  function isNear(from: number, to: number, { folded, boundary }: FieldText, reach: number): boolean {
    if (CLAUSE_END.test(folded.slice(from, to))) return false;
    let words = 0;
    for (let at = from; at < to; ) {
      let end = at + 1;
      while (end < to && boundary[end] !== 1) end += 1;
      const word = folded.slice(at, end);
      if (blockers.has(word)) return false;
      if (WORD.test(word)) words += 1;
      at = end;
    }
    return words <= reach;
  }

  function denialOf(hit: RuleHit, texts: Texts, cuesOf: (field: Reading) => readonly Cue[]): Denial | null {
    if (hit.rule.severity === 0) return null;
    let first: Denial | null = null;
    for (const span of hit.spans) {
      const field = texts[span.field];
      if (field === undefined) return null;
      const cue = cuesOf(field).find((one) => denies(one, hit, span) && reaches(one, span, field));
      if (cue === undefined) return null;
      first ??= { cue: cue.text, term: span.term };
    }
    return first;
  }

  return (hits: readonly RuleHit[], texts: Texts): Map<RuleHit, Denial> => {
    const known = new Map<Reading, readonly Cue[]>();
    const cuesOf = (field: Reading) => {
      const cues = known.get(field) ?? cuesIn(field);
      known.set(field, cues);
      return cues;
    };
    const denied = new Map<RuleHit, Denial>();
    for (const hit of hits) {
      const denial = denialOf(hit, texts, cuesOf);
      if (denial !== null) denied.set(hit, denial);
    }
    return denied;
  };
}
