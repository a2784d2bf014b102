import type { FieldText } from '../rule-set.ts';
import { characterClasses, OTHER } from './character-class.ts';

/** 。！？；…, their half-width forms (texts are folded), their other forms, and the line break. */
const ENDS_SENTENCE = new Uint8Array(0x10000);
for (const sign of '。!?;…\n\r！？；⋯‼⁇⁈⁉❓❔❕❗\u0085\u2028\u2029') ENDS_SENTENCE[sign.charCodeAt(0)] = 1;

/**
 * Distances in one field. The counts are made when first asked for, in arrays that are kept from text to text: new ones
 * for every text cost more than all else in matching.
 */
export class Positions {
  private text: FieldText | undefined;
  private hasWords = false;
  private hasSentences = false;
  /** At i: words begun at or before i. One of signs or white space alone is not counted. */
  private begun = new Int32Array(0);
  /** At i: words over at or before i. */
  private over = new Int32Array(0);
  /** At i: sentences that ended before i. */
  private sentences = new Int32Array(0);

  reset(text: FieldText | undefined): void {
    this.text = text;
    this.hasWords = false;
    this.hasSentences = false;
  }

  /** Words that lie wholly between the end of one place and the start of a later one. */
  wordsBetween(end: number, start: number): number {
    if (!this.hasWords) this.countWords();
    return Math.max(0, (this.over[start] ?? 0) - (this.begun[end - 1] ?? 0));
  }

  sameSentence(one: number, other: number): boolean {
    if (!this.hasSentences) this.countSentences();
    return this.sentences[one] === this.sentences[other];
  }

  private countWords(): void {
    this.hasWords = true;
    if (this.text === undefined) return;
    const { folded, boundary } = this.text;
    if (this.begun.length <= folded.length) {
      this.begun = new Int32Array(roomFor(folded));
      this.over = new Int32Array(roomFor(folded));
    }
    const classes = characterClasses();
    let begun = 0;
    let over = 0;
    for (let i = 0; i <= folded.length; i++) {
      if (boundary[i] === 1) {
        over = begun;
        if (i < folded.length && classes[folded.charCodeAt(i)] !== OTHER && !goesOn(folded, i)) begun += 1;
      }
      this.begun[i] = begun;
      this.over[i] = over;
    }
  }

  private countSentences(): void {
    this.hasSentences = true;
    if (this.text === undefined) return;
    const { folded } = this.text;
    if (this.sentences.length <= folded.length) this.sentences = new Int32Array(roomFor(folded));
    let ended = 0;
    for (let i = 0; i <= folded.length; i++) {
      this.sentences[i] = ended;
      if (i < folded.length && ENDS_SENTENCE[folded.charCodeAt(i)] === 1) ended += 1;
    }
  }
}

/** Digits behind the sign within a number or a time (3.5, 1,000, 10:30), which the segmenter cuts there. */
function goesOn(folded: string, at: number): boolean {
  const sign = folded.charAt(at - 1);
  return (sign === '.' || sign === ',' || sign === ':') && isDigit(folded, at) && isDigit(folded, at - 2);
}

function isDigit(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  return unit >= 0x30 && unit <= 0x39;
}

function roomFor(text: string): number {
  return text.length * 2 + 256;
}
