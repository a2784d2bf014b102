import { characterAt, isInvisible, isLoneSurrogate, toHalfWidth } from './characters.ts';
import type { ProblemList } from './diagnostics.ts';

/** A place in the expression that moves forward only; sees full-width ASCII as half-width. */
export class Reader {
  readonly source: string;
  readonly problems: ProblemList;
  offset = 0;

  constructor(source: string, problems: ProblemList) {
    this.source = source;
    this.problems = problems;
  }

  get done(): boolean {
    return this.offset >= this.source.length;
  }

  /** Half-width UTF-16 unit `ahead` of the place; −1 beyond the end. */
  unit(ahead = 0): number {
    const at = this.offset + ahead;
    return at >= 0 && at < this.source.length ? toHalfWidth(this.source.charCodeAt(at)) : -1;
  }

  /** The half-width character at the place as a string; '' at the end. */
  character(): string {
    const raw = characterAt(this.source, this.offset);
    return raw.length === 1 ? String.fromCharCode(toHalfWidth(raw.charCodeAt(0))) : raw;
  }

  /** True, and moves on, when the half-width character at the place is the one given. */
  take(character: string): boolean {
    if (this.unit() !== character.charCodeAt(0)) return false;
    this.offset += 1;
    return true;
  }

  skipWhile(accepts: (unit: number) => boolean): void {
    while (!this.done && accepts(this.unit())) this.offset += 1;
  }

  from(start: number): { start: number; end: number } {
    return { start, end: Math.max(this.offset, Math.min(start + 1, this.source.length)) };
  }

  /** Reports a character that must not stand in an expression at all; true when it did. */
  refuseHidden(character: string): boolean {
    const at = { start: this.offset, end: this.offset + character.length };
    if (isLoneSurrogate(character)) {
      this.problems.error('broken-character', at, '这里有半个字符（编码损坏）', '删掉它，重新输入这个字');
      return true;
    }
    if (isInvisible(character)) {
      const code = character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0') ?? '';
      this.problems.error('invisible-character', at, `这里有看不见的字符 U+${code}`, '删掉它；从网页粘贴时常会带进来');
      return true;
    }
    return false;
  }
}
