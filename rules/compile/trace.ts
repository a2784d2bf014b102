import { type Node, NUMBER_FIELDS, TEXT_FIELDS } from '../language/ast.ts';
import { print } from '../language/print.ts';
import { DEFAULT_FIELDS, FIELD_ORDER, type FieldMask, fieldLabel, maskHolds, maskOf } from './fields.ts';
import { countApart, distinct } from './places.ts';
import { compileNode, type Program, placesFor } from './program.ts';
import type { Place, Scan } from './scan.ts';
import type { SymbolOptions, Symbols } from './symbols.ts';
import { isWholeWord } from './whole-word.ts';

/** What became of one part of an expression. */
export interface Trace {
  readonly holds: boolean;
  /** A short Chinese clause without a full stop. */
  readonly why: string;
  /** Something that the expression wants was in the text: with `holds` false, a near miss. */
  readonly touched: boolean;
}

export type Explain = (scan: Scan) => Trace;

/** Parts named in one list; the rest is counted. */
const MOST_NAMED = 4;

/** The symbols must be those of the scan, and the node must have been compiled on them. */
export function compileTrace(
  node: Node,
  symbols: Symbols,
  options: SymbolOptions,
  mask: FieldMask = DEFAULT_FIELDS,
): Explain {
  const program = compileNode(node, symbols, mask);
  const part = (item: Node, inner = mask) => compileTrace(item, symbols, options, inner);
  switch (node.kind) {
    case 'scope':
      return part(node.item, maskOf(node.field));
    case 'all':
      return explainAll(node.items.map((item) => part(item)));
    case 'any':
      return explainAny(
        node,
        node.items.map((item) => part(item)),
      );
    case 'not':
      return explainNot(node.item, part(node.item));
    case 'compare':
      return (scan) => explainCompare(node, scan, program);
    case 'near':
      return explainNear(node, part(node.left), part(node.right), program);
    case 'count':
      return (scan) => {
        const times = countApart(holding(compileNode(node.item, symbols, mask), scan));
        const why = `${shown(node.item)}出现 ${times} 次，要求至少 ${node.least} 次`;
        return { holds: times >= node.least, why, touched: times > 0 };
      };
    case 'term':
      return (scan) => explainTerm(node, scan, program, { mask, options });
    default:
      return (scan) => explainPlaces(print(node), mask, holding(program, scan), scan);
  }
}

/** Places in reading order; none when the part does not hold. */
function holding(program: Program, scan: Scan): Place[] {
  return program.holds(scan) ? distinct(placesFor(program, scan)) : [];
}

function explainPlaces(label: string, mask: FieldMask, places: readonly Place[], scan: Scan): Trace {
  const first = places[0];
  if (first === undefined) return { holds: false, why: `${wherePrefix(mask)}没有${label}`, touched: false };
  const found = scan.text(first.field)?.folded.slice(first.start, first.end) ?? '';
  const named = label.includes(found) ? label : `${label}“${found}”`;
  const more = places.length > 1 ? `等 ${places.length} 处` : '';
  return { holds: true, why: `${named}见${placeLabel(first)}${more}`, touched: true };
}

interface TermSetting {
  mask: FieldMask;
  options: SymbolOptions;
}

function explainTerm(
  node: Node & { kind: 'term' },
  scan: Scan,
  program: Program,
  { mask, options }: TermSetting,
): Trace {
  const places = holding(program, scan);
  const label = `“${node.text}”`;
  const cut = places.length === 0 && !node.plain ? findCut(options.fold(node.text), scan, mask) : null;
  if (cut === null) return explainPlaces(label, mask, places, scan);
  const why = `${label}在${placeLabel(cut)}只是别的词的一部分（${segmentsAround(cut, scan)}），不算`;
  return { holds: false, why, touched: true };
}

/** The first occurrence that the word test refuses. */
function findCut(folded: string, scan: Scan, mask: FieldMask): Place | null {
  for (let field = 0; field < FIELD_ORDER.length; field++) {
    const text = maskHolds(mask, field) ? scan.text(field) : undefined;
    if (text === undefined) continue;
    const start = text.folded.indexOf(folded);
    if (start === -1) continue;
    const end = start + folded.length;
    if (!isWholeWord(text, start, end)) return { field, start, end };
  }
  return null;
}

/** The words that the place touches, with bars between them. */
function segmentsAround(place: Place, scan: Scan): string {
  const text = scan.text(place.field);
  if (text === undefined) return '';
  let start = place.start;
  while (start > 0 && text.boundary[start] !== 1) start -= 1;
  let end = place.end;
  while (end < text.folded.length && text.boundary[end] !== 1) end += 1;
  let shown = '';
  for (let i = start; i < end; i++) shown += (i > start && text.boundary[i] === 1 ? '|' : '') + text.folded[i];
  return shown;
}

function explainAll(parts: readonly Explain[]): Explain {
  return (scan) => {
    const traces = parts.map((one) => one(scan));
    const failed = traces.filter((one) => !one.holds);
    const telling = failed.length > 0 ? failed : traces;
    return { holds: failed.length === 0, why: joined(telling, '；'), touched: traces.some((one) => one.touched) };
  };
}

function explainAny(node: Node & { kind: 'any' }, parts: readonly Explain[]): Explain {
  return (scan) => {
    const traces = parts.map((one) => one(scan));
    const held = traces.filter((one) => one.holds);
    if (held.length > 0) return { holds: true, why: joined(held, '，'), touched: true };
    const near = traces.filter((one) => one.touched);
    if (near.length > 0) return { holds: false, why: joined(near, '；'), touched: true };
    const names = node.items.slice(0, MOST_NAMED).map(print).join('、');
    const rest = node.items.length > MOST_NAMED ? `等 ${node.items.length} 项` : '';
    return { holds: false, why: `${names}${rest}都没有`, touched: false };
  };
}

function explainNot(item: Node, part: Explain): Explain {
  return (scan) => {
    const trace = part(scan);
    if (!trace.holds) return { holds: true, why: `未出现${shown(item)}`, touched: false };
    return { holds: false, why: `被排除：${trace.why}`, touched: false };
  };
}

function explainNear(node: Node & { kind: 'near' }, left: Explain, right: Explain, program: Program): Explain {
  return (scan) => {
    const sides = [left(scan), right(scan)];
    const missing = sides.filter((one) => !one.holds);
    const touched = sides.some((one) => one.touched);
    if (missing.length > 0) return { holds: false, why: joined(missing, '；'), touched };
    const place = holding(program, scan)[0];
    const order = node.ordered ? '依次' : '';
    const limit = node.distance === 'sentence' ? '在同一句里' : `相隔不超过 ${node.distance} 个词`;
    const names = `${shown(node.left)}和${shown(node.right)}`;
    if (place === undefined) return { holds: false, why: `${names}都有，但没有${order}${limit}`, touched };
    const text = scan.text(place.field)?.folded.slice(place.start, place.end) ?? '';
    return { holds: true, why: `${names}${order}${limit}，见${placeLabel(place)}“${shorten(text)}”`, touched };
  };
}

function explainCompare(node: Node & { kind: 'compare' }, scan: Scan, program: Program): Trace {
  const actual = scan.number(node.field);
  const known = actual === undefined ? '不详' : `是 ${actual}`;
  const why = `${NUMBER_FIELDS[node.field]}${known}，要求 ${print(node).slice(NUMBER_FIELDS[node.field].length)}`;
  return { holds: program.holds(scan), why, touched: false };
}

function joined(traces: readonly Trace[], separator: string): string {
  const named = traces.slice(0, MOST_NAMED).map((one) => one.why);
  const rest = traces.length > MOST_NAMED ? [`另有 ${traces.length - MOST_NAMED} 项`] : [];
  return [...named, ...rest].join(separator);
}

/** The part as written; long alternatives are cut to their first few. */
function shown(node: Node): string {
  if (node.kind !== 'any') return print(node);
  const names = node.items.slice(0, MOST_NAMED).map(print).join('|');
  return node.items.length > MOST_NAMED ? `（${names}…共 ${node.items.length} 项）` : `（${names}）`;
}

function placeLabel({ field, start }: Place): string {
  return `${fieldLabel(field)}第 ${start + 1} 字`;
}

function wherePrefix(mask: FieldMask): string {
  if (mask === DEFAULT_FIELDS) return '';
  const names = FIELD_ORDER.filter((field) => (mask & maskOf(field)) !== 0).map((field) => TEXT_FIELDS[field]);
  return `${names.join('、')}里`;
}

function shorten(text: string): string {
  return text.length <= 30 ? text : `${text.slice(0, 14)}…${text.slice(-14)}`;
}
