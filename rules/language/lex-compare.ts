import { COMPARISONS, type Comparison, NUMBER_FIELDS, type NumberField } from './ast.ts';
import { isBare, isDigit, isSpace } from './characters.ts';
import type { Reader } from './reader.ts';
import { BROKEN, type TokenBody } from './token.ts';

const WEEKDAYS = '一二三四五六日';

/**
 * Whether a comparison follows the name of a number field. `转发 >5 举报` is proximity between two words, as it is for
 * every other word: a space before `>` and none after it.
 */
export function startsCompare(reader: Reader): boolean {
  const before = reader.offset;
  reader.skipWhile(isSpace);
  const spaced = reader.offset > before;
  const first = reader.unit();
  const second = reader.unit(1);
  reader.offset = before;
  const compares = first === 0x3e || first === 0x3c || first === 0x3d || first === 0x2265 || first === 0x2264;
  const proximity = spaced && first === 0x3e && (isDigit(second) || second === '句'.charCodeAt(0));
  return compares && !proximity;
}

/** Reads the comparison after the name of a number field, which began at `start`. */
export function readCompare(reader: Reader, field: NumberField, start: number): TokenBody {
  reader.skipWhile(isSpace);
  const comparison = readComparison(reader);
  reader.skipWhile(isSpace);
  const valueStart = reader.offset;
  // `=>100`, `==100`: told once, as part of the number.
  reader.skipWhile((unit) => unit === 0x3c || unit === 0x3d || unit === 0x3e);
  const doubled = reader.offset > valueStart;
  const value = readValue(reader, field);
  const tail = reader.offset;
  while (!reader.done && isBare(reader.character())) reader.offset += reader.character().length;
  if (value === null || doubled || reader.offset > tail) {
    const at = reader.from(valueStart < reader.source.length ? valueStart : start);
    reader.problems.error('bad-number', at, `${NUMBER_FIELDS[field]}后面的数值看不懂`, EXAMPLES[field] ?? EXAMPLE);
    return BROKEN;
  }
  return { kind: 'compare', field, comparison, value };
}

const EXAMPLE = '写一个比较号和一个整数，如 转发>=100、阅读>=1.5万、点赞>=10,000';
/** The longest number: 1 and twelve zeros. */
const MOST = 1_000_000_000_000;
const MOST_DIGITS = 13;
const MULTIPLES: Readonly<Record<string, number>> = { 万: 10_000, 亿: 100_000_000 };
const EXAMPLES: Readonly<Partial<Record<NumberField, string>>> = {
  minute: '写 24 小时制的时和分，如 时刻>=22:00',
  weekday: '写 1 到 7（7 是星期日），如 星期>=6',
};

function readComparison(reader: Reader): Comparison {
  const first = reader.character();
  if (first === '≥' || first === '≤') {
    reader.offset += 1;
    return first === '≥' ? '>=' : '<=';
  }
  const both = first + String.fromCharCode(Math.max(reader.unit(1), 0));
  const found = COMPARISONS.find((one) => one === both) ?? COMPARISONS.find((one) => one === first) ?? '=';
  reader.offset += found.length;
  return found;
}

function readValue(reader: Reader, field: NumberField): number | null {
  if (field === 'weekday') {
    const named = WEEKDAYS.indexOf(reader.character() === '天' ? '日' : reader.character());
    if (reader.character() !== '' && named !== -1) {
      reader.offset += 1;
      return named + 1;
    }
  }
  if (field === 'minute' || field === 'weekday') {
    const digits = readDigits(reader);
    if (digits === null) return null;
    if (field === 'minute') return readMinute(reader, digits);
    return digits >= 1 && digits <= 7 ? digits : null;
  }
  return readAmount(reader);
}

/** `100`, `10,000`, `10万`, `1.5万`, `2亿`: a whole number once multiplied. */
function readAmount(reader: Reader): number | null {
  let digits = digitsAt(reader);
  if (digits === '') return null;
  while (reader.unit() === 0x2c && [1, 2, 3].every((ahead) => isDigit(reader.unit(ahead)))) {
    reader.offset += 1;
    digits += digitsAt(reader);
  }
  const decimals = reader.take('.') ? digitsAt(reader) : null;
  const multiple = MULTIPLES[reader.character()] ?? 1;
  if (multiple > 1) reader.offset += 1;
  if (decimals === '' || digits.length + (decimals?.length ?? 0) > MOST_DIGITS) return null;
  const value = (Number(`${digits}${decimals ?? ''}`) * multiple) / 10 ** (decimals?.length ?? 0);
  return Number.isInteger(value) && value <= MOST ? value : null;
}

function digitsAt(reader: Reader): string {
  let digits = '';
  for (; isDigit(reader.unit()); reader.offset += 1) digits += String.fromCharCode(reader.unit());
  return digits;
}

function readMinute(reader: Reader, hours: number): number | null {
  if (!reader.take(':')) return null;
  const start = reader.offset;
  const minutes = readDigits(reader);
  if (minutes === null || reader.offset - start !== 2 || minutes > 59 || hours > 23) return null;
  return hours * 60 + minutes;
}

/** A whole number of at most nine digits at the place. */
export function readDigits(reader: Reader): number | null {
  const digits = digitsAt(reader);
  return digits === '' || digits.length > 9 ? null : Number(digits);
}
