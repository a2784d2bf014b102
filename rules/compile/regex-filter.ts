import { allOf, anyOf, EVERYTHING, type StoreFilter } from '../store-filter.ts';
import { foldOutsideClasses } from './regex.ts';

/**
 * Literal pieces that a text must hold for the pattern to match; no condition where they cannot be told for sure. Reads
 * the pattern as the engine gets it, and only the syntax it is certain of. `contains` makes the condition of one piece.
 */
export function regexFilter(
  source: string,
  fold: (text: string) => string,
  contains: (literal: string) => StoreFilter,
): StoreFilter {
  return new PieceReader(Array.from(foldOutsideClasses(source, fold)), contains).read() ?? EVERYTHING;
}

/** One part of a sequence: a character that stands for itself, or a condition (`EVERYTHING` where nothing is known). */
type Atom = string | StoreFilter;

/** `{1000,1000}` and to spare. */
const LONGEST_REPEAT = 20;

/** Gives null as soon as it meets something it does not know. */
class PieceReader {
  private readonly characters: readonly string[];
  private readonly contains: (literal: string) => StoreFilter;
  private at = 0;

  constructor(characters: readonly string[], contains: (literal: string) => StoreFilter) {
    this.characters = characters;
    this.contains = contains;
  }

  read(): StoreFilter | null {
    const filter = this.alternatives();
    return this.at === this.characters.length ? filter : null;
  }

  private alternatives(): StoreFilter | null {
    const branches: StoreFilter[] = [];
    do {
      const branch = this.sequence();
      if (branch === null) return null;
      branches.push(branch);
    } while (this.take('|'));
    return anyOf(branches);
  }

  private sequence(): StoreFilter | null {
    const found: StoreFilter[] = [];
    let run = '';
    const endRun = () => {
      if (run !== '') found.push(this.contains(run));
      run = '';
    };
    while (this.at < this.characters.length && this.next() !== '|' && this.next() !== ')') {
      const atom = this.atom();
      if (atom === null) return null;
      const times = this.repeat();
      if (typeof atom !== 'string' || times.least === 0) {
        endRun();
        if (typeof atom !== 'string' && times.least > 0) found.push(atom);
        continue;
      }
      run += atom;
      if (!times.once) endRun();
    }
    endRun();
    return allOf(found);
  }

  private atom(): Atom | null {
    const character = this.next();
    this.at += 1;
    switch (character) {
      case '(':
        return this.group();
      case '[':
        return this.skipClass() ? EVERYTHING : null;
      case '\\':
        return this.escape();
      case '.':
      case '^':
      case '$':
        return EVERYTHING;
      case '*':
      case '+':
      case '?':
      case '{':
        return null;
      default:
        return isSafe(character) ? character : EVERYTHING;
    }
  }

  private group(): Atom | null {
    if (this.take('?') && !this.take(':')) return null;
    const inner = this.alternatives();
    return this.take(')') ? inner : null;
  }

  private escape(): Atom | null {
    const character = this.next();
    this.at += 1;
    if (/^[dDwWsSbBtnrfv]$/.test(character)) return EVERYTHING;
    // Others made of letters and digits take what follows into account.
    return /^[!-/:-@[-`{-~]$/.test(character) ? character : null;
  }

  /** From behind the opening bracket to behind the closing one. */
  private skipClass(): boolean {
    this.take('^');
    // A bracket that closes right away stands for itself.
    this.take(']');
    while (this.at < this.characters.length) {
      if (this.take(']')) return true;
      const isEscape = this.take('\\');
      // Named classes and quoted stretches have rules of their own.
      if (isEscape ? this.next() === 'Q' : this.next() === '[') return false;
      this.at += 1;
    }
    return false;
  }

  private repeat(): { least: number; once: boolean } {
    let times = { least: 1, once: true };
    if (this.take('?') || this.take('*')) times = { least: 0, once: false };
    else if (this.take('+')) times = { least: 1, once: false };
    else {
      const braces = /^\{(\d+)(?:,\d*)?\}/.exec(this.characters.slice(this.at, this.at + LONGEST_REPEAT).join(''));
      if (braces === null) return times;
      this.at += braces[0].length;
      times = { least: Number(braces[1]), once: false };
    }
    // The mark of a reluctant repeat.
    this.take('?');
    return times;
  }

  private next(): string {
    return this.characters[this.at] ?? '';
  }

  private take(character: string): boolean {
    if (this.next() !== character) return false;
    this.at += 1;
    return true;
  }
}

/**
 * The engine ignores case by Unicode's table, where some letters have a third form that folding leaves as it is (ſ for
 * s): only letters without such a form can be looked up.
 */
function isSafe(character: string): boolean {
  if (/^[a-zA-Z]$/.test(character)) return character.toLowerCase() !== 's';
  return character.length === 1 && character.toLowerCase() === character.toUpperCase();
}
