import type { LexiconSpec } from '../schema.ts';
import { compileRegex, type FindAll } from './regex.ts';
import { createSpellings } from './spellings.ts';

/** Where a pattern's occurrences go. */
export interface SlotLink {
  readonly slot: number;
  /** Takes every occurrence, also inside other words. */
  readonly plain: boolean;
}

/**
 * Numbers what expressions look for. A slot collects the places of one term or of one list; a pattern is a folded
 * text given to the trie and feeds one slot or several.
 */
export interface Symbols {
  slotOfTerm(text: string, plain: boolean): number;
  /** Throws RangeError for a list that is not in the lexicon: check references first. */
  slotOfList(name: string): number;
  /** Throws RangeError for a pattern that does not compile: check references first. */
  regex(source: string): number;
  readonly patterns: readonly string[];
  readonly links: readonly (readonly SlotLink[])[];
  readonly regexes: readonly FindAll[];
  /** How many patterns feed each slot, and the shortest of them: a guess at how often it will be filled. */
  readonly slots: readonly { patterns: number; shortest: number }[];
}

export interface SymbolOptions {
  fold(text: string): string;
  lexicon: ReadonlyMap<string, LexiconSpec>;
}

export function createSymbols({ fold, lexicon }: SymbolOptions): Symbols {
  const patterns: string[] = [];
  const links: SlotLink[][] = [];
  const regexes: FindAll[] = [];
  const slots: { patterns: number; shortest: number }[] = [];
  const patternIndex = new Map<string, number>();
  const slotIndex = new Map<string, number>();
  const regexIndex = new Map<string, number>();

  const spellings = createSpellings({ fold, lexicon });

  /** A plain term asks for its letters alone, any other for all spellings of its words. */
  function feed(slot: number, text: string, plain: boolean): void {
    for (const spelling of plain ? [fold(text)] : spellings(fold(text))) feedPattern(slot, spelling, plain);
  }

  function feedPattern(slot: number, folded: string, plain: boolean): void {
    let pattern = patternIndex.get(folded);
    if (pattern === undefined) {
      pattern = patterns.push(folded) - 1;
      links.push([]);
      patternIndex.set(folded, pattern);
    }
    const feeds = links[pattern] ?? [];
    if (feeds.some((link) => link.slot === slot)) return;
    feeds.push({ slot, plain });
    const size = slots[slot] ?? { patterns: 0, shortest: Infinity };
    slots[slot] = { patterns: size.patterns + 1, shortest: Math.min(size.shortest, folded.length) };
  }

  function slotFor(key: string, fill: (slot: number) => void): number {
    const known = slotIndex.get(key);
    if (known !== undefined) return known;
    const slot = slots.push({ patterns: 0, shortest: Infinity }) - 1;
    slotIndex.set(key, slot);
    fill(slot);
    return slot;
  }

  return {
    patterns,
    links,
    regexes,
    slots,
    slotOfTerm: (text, plain) =>
      slotFor(`${plain ? 'plain' : 'word'}:${fold(text)}`, (slot) => feed(slot, text, plain)),
    slotOfList(name) {
      const list = lexicon.get(name);
      if (list === undefined) throw new RangeError(`no list ${name} in the lexicon`);
      return slotFor(`list:${name}`, (slot) => {
        for (const entry of list.entries) for (const word of [entry.name, ...entry.aliases]) feed(slot, word, false);
      });
    },
    regex(source) {
      const known = regexIndex.get(source);
      if (known !== undefined) return known;
      const compiled = compileRegex(source, fold);
      if (typeof compiled !== 'function') throw new RangeError(`/${source}/: ${compiled.problem}`);
      const index = regexes.push(compiled) - 1;
      regexIndex.set(source, index);
      return index;
    },
  };
}
