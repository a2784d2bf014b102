import type { FieldMask } from '../compile/fields.ts';
import { isWholeWord } from '../compile/whole-word.ts';
import type { Node } from '../language/ast.ts';
import { print } from '../language/print.ts';
import type { FieldText } from '../rule-set.ts';
import type { LexiconSpec } from '../schema.ts';

/** Something that is either in a post or not. */
export type Atom =
  /** Any of the words, in any of the fields. */
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly plain: boolean; readonly mask: FieldMask }
  /** A pattern, a distance or a count, known by its parts only as far as `weakened` tells. */
  | { readonly kind: 'opaque'; readonly key: string; readonly least: number; readonly mask: FieldMask };

export interface AtomOptions {
  fold(text: string): string;
  lexicon: ReadonlyMap<string, LexiconSpec>;
  /** Folds and segments a text as posts are. */
  cut(text: string): FieldText;
}

/** The atom a node stands for; null for one that is made of others or compares numbers. */
export function atomOf(node: Node, mask: FieldMask, { fold, lexicon }: AtomOptions): Atom | null {
  switch (node.kind) {
    case 'term':
      return { kind: 'words', words: [fold(node.text)], plain: node.plain, mask };
    case 'list': {
      const names = lexicon.get(node.name)?.entries.flatMap(({ name, aliases }) => [name, ...aliases]) ?? [];
      return { kind: 'words', words: [...new Set(names.map(fold))], plain: false, mask };
    }
    case 'regex':
      return { kind: 'opaque', key: print(node), least: 0, mask };
    case 'count':
      return { kind: 'opaque', key: `count ${print(node.item)}`, least: node.least, mask };
    case 'near': {
      const sides = [print(node.left), print(node.right)];
      if (!node.ordered) sides.sort();
      const unit = node.distance === 'sentence' ? 'sentence' : 'words';
      // A shorter distance says more, as a higher count does.
      const least = node.distance === 'sentence' ? 0 : -node.distance;
      return { kind: 'opaque', key: `near ${unit} ${node.ordered} ${sides.join(' ')}`, least, mask };
    }
    default:
      return null;
  }
}

/**
 * Prepares "wherever `one` is, `other` is too". A word is taken to be found inside a longer one when it is found in the
 * longer one standing alone: in a text the segmentation may differ, so this is nearly always, not always, true.
 */
export function createImplies({ cut }: Pick<AtomOptions, 'cut'>): (one: Atom, other: Atom) => boolean {
  const cuts = new Map<string, FieldText>();
  const cutOnce = (text: string): FieldText => {
    const known = cuts.get(text) ?? cut(text);
    cuts.set(text, known);
    return known;
  };

  function within(long: string, short: string): boolean {
    const text = cutOnce(long);
    for (let at = long.indexOf(short); at !== -1; at = long.indexOf(short, at + 1)) {
      if (isWholeWord(text, at, at + short.length)) return true;
    }
    return false;
  }
  function holdsIn(long: string, longIsPlain: boolean, short: string, shortIsPlain: boolean): boolean {
    if (shortIsPlain) return long.includes(short);
    // `*漏水*` may be found where 漏水 is not a word.
    if (longIsPlain) return false;
    return long === short || (long.length > short.length && long.includes(short) && within(long, short));
  }
  return (one, other) => {
    if ((one.mask & ~other.mask) !== 0) return false;
    if (one.kind === 'opaque') return other.kind === 'opaque' && one.key === other.key && one.least >= other.least;
    if (other.kind === 'opaque') return false;
    return one.words.every((long) => other.words.some((short) => holdsIn(long, one.plain, short, other.plain)));
  };
}
