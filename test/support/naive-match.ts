import type { Node, TextField } from '../../rules/language/ast.ts';
import type { Subject } from '../../rules/rule-set.ts';

interface Found {
  field: string;
  start: number;
  end: number;
}

/**
 * What the language means, said as plainly as possible and without any of the compiler's parts: the yardstick for the
 * matcher. Slow on purpose. Distances are between two places that are not themselves distances.
 */
export function naiveHolds(node: Node, subject: Subject, fields: readonly TextField[] = ['title', 'text']): boolean {
  switch (node.kind) {
    case 'all':
      return node.items.every((item) => naiveHolds(item, subject, fields));
    case 'any':
      return node.items.some((item) => naiveHolds(item, subject, fields));
    case 'not':
      return !naiveHolds(node.item, subject, fields);
    case 'scope':
      return naiveHolds(node.item, subject, [node.field]);
    case 'compare':
      return compare(subject.numbers[node.field], node.comparison, node.value);
    case 'count':
      return mostApart(naivePlaces(node.item, subject, fields)) >= node.least;
    case 'near': {
      const left = naivePlaces(node.left, subject, fields);
      const right = naivePlaces(node.right, subject, fields);
      const close = (a: Found, b: Found) => a.field === b.field && a.end <= b.start && isNear(a, b, node, subject);
      return left.some((a) => right.some((b) => close(a, b) || (!node.ordered && close(b, a))));
    }
    default:
      return naivePlaces(node, subject, fields).length > 0;
  }
}

function naivePlaces(node: Node, subject: Subject, fields: readonly TextField[]): Found[] {
  if (node.kind === 'any') return node.items.flatMap((item) => naivePlaces(item, subject, fields));
  if (node.kind === 'scope') return naivePlaces(node.item, subject, [node.field]);
  return fields.flatMap((field) => {
    const text = subject.texts[field]?.folded ?? '';
    if (node.kind === 'regex') {
      return [...text.matchAll(new RegExp(node.source, 'g'))].map((match) => ({
        field,
        start: match.index,
        end: match.index + match[0].length,
      }));
    }
    if (node.kind !== 'term') throw new Error(`no places for ${node.kind}`);
    const found: Found[] = [];
    for (let start = 0; start + node.text.length <= text.length; start++) {
      const place = { field, start, end: start + node.text.length };
      if (text.slice(place.start, place.end) !== node.text) continue;
      if (node.plain || isWhole(place, subject)) found.push(place);
    }
    return node.plain ? found : [...found, ...disguisedPlaces(node.text, { field, literal: found }, subject)];
  });
}

const GAP = '(?:[ *.]{1,4})';

/**
 * Where the term stands with short gaps of signs between its Chinese characters, or with some of them said several times:
 * whole words at both ends, and no place that counts literally within it.
 */
function disguisedPlaces(
  term: string,
  { field, literal }: { field: string; literal: Found[] },
  subject: Subject,
): Found[] {
  const han = (character: string | undefined) => /[\u3400-\u9fff]/.test(character ?? '');
  const characters = [...term];
  if (characters.some((one, i) => /[ *.]/.test(one) || (han(one) && one === characters[i - 1]))) return [];
  const first = characters[0] ?? '';
  const last = characters.at(-1) ?? '';
  const pattern = characters
    .map(
      (one, i) =>
        (han(one) ? `${one}+(?:${GAP}?${one})*` : escaped(one)) + (han(one) && han(characters[i + 1]) ? `${GAP}?` : ''),
    )
    .join('');
  const before = han(first) ? `(?<!${first}${GAP}?)` : '';
  const after = han(last) ? `(?!${GAP}?${last})` : '';
  const text = subject.texts[field]?.folded ?? '';
  const words = wordsOf(field, subject);
  const found: Found[] = [];
  for (let start = 0; start < text.length; start++) {
    const match = new RegExp(`${before}${pattern}${after}`, 'y');
    match.lastIndex = start;
    const end = start + (match.exec(text)?.[0].length ?? 0);
    if (end - start <= term.length || !isWhole({ field, start, end }, subject)) continue;
    if (!words.some((word) => word.start === start) || !words.some((word) => word.end === end)) continue;
    if (!literal.some((one) => one.start >= start && one.end <= end)) found.push({ field, start, end });
  }
  return found;
}

function escaped(character: string): string {
  return character.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function wordsOf(field: string, subject: Subject): { start: number; end: number; text: string }[] {
  const text = subject.texts[field];
  if (text === undefined) return [];
  const starts = [...text.boundary].flatMap((mark, index) => (mark === 1 ? [index] : []));
  return starts.slice(0, -1).map((start, index) => {
    const end = starts[index + 1] ?? text.folded.length;
    return { start, end, text: text.folded.slice(start, end) };
  });
}

function isWhole({ field, start, end }: Found, subject: Subject): boolean {
  const text = subject.texts[field]?.folded ?? '';
  const latin = (at: number) => /[a-z0-9]/.test(text[at] ?? '');
  if ((latin(start - 1) && latin(start)) || (latin(end - 1) && latin(end))) return false;
  const words = wordsOf(field, subject);
  const first = words.findIndex((word) => word.start <= start && start < word.end);
  const last = words.findIndex((word) => word.start < end && end <= word.end);
  return first === last || words[first]?.start === start || words[last]?.end === end;
}

function isNear(a: Found, b: Found, node: Node & { kind: 'near' }, subject: Subject): boolean {
  const text = subject.texts[a.field]?.folded ?? '';
  if (node.distance === 'sentence') return !/[。！？!?;\n]/.test(text.slice(a.end - 1, b.start));
  const between = wordsOf(a.field, subject).filter((word) => {
    return word.start >= a.end && word.end <= b.start && /[\p{L}\p{N}]/u.test(word.text[0] ?? '');
  });
  return between.length <= node.distance;
}

/** Tries every subset by recursion over the places. */
function mostApart(places: readonly Found[]): number {
  const unique = [...new Map(places.map((place) => [`${place.field}:${place.start}:${place.end}`, place])).values()];
  let most = 0;
  const extend = (from: number, taken: readonly Found[]): void => {
    most = Math.max(most, taken.length);
    if (most >= 3) return;
    for (let i = from; i < unique.length; i++) {
      const next = unique[i]!;
      const clash = taken.some((one) => one.field === next.field && one.start < next.end && next.start < one.end);
      if (!clash) extend(i + 1, [...taken, next]);
    }
  };
  extend(0, []);
  return most;
}

function compare(actual: number | undefined, comparison: string, value: number): boolean {
  if (actual === undefined) return false;
  if (comparison === '>=') return actual >= value;
  if (comparison === '<=') return actual <= value;
  if (comparison === '>') return actual > value;
  return comparison === '<' ? actual < value : actual === value;
}
