import { ID_LABEL, isBankCard, isIdCard15, isIdCard18 } from './id-numbers.ts';
import type { Finding, MaskKind } from './mask-kinds.ts';
import { allRuns, type Clues, plainDigits } from './mask-scan.ts';

/**
 * Telephone, identity card and bank card numbers. A chain of digit groups (`138 1234-5678`, `(0635)8212345`) is read
 * from the left; at each group the first shape that fits wins.
 */
export function findNumbers(text: string, clues: Clues, findings: Finding[]): void {
  const digitRuns = allRuns(clues);
  for (let i = 0; i < digitRuns.length; ) {
    const from = i;
    let digits = 0;
    do {
      digits += (digitRuns[i + 1] ?? 0) - (digitRuns[i] ?? 0);
      i += 2;
    } while (i < digitRuns.length && isGap(text, digitRuns[i - 1] ?? 0, digitRuns[i] ?? 0));
    if (digits >= SHORTEST) readChain(text, groupsOf(text, digitRuns.slice(from, i)), findings);
  }
}

function readChain(text: string, groups: readonly Group[], findings: Finding[]): void {
  for (let i = 0; i < groups.length; ) {
    const found = readNumber(text, groups, i);
    if (found !== null) findings.push(found.finding);
    i += found?.groups ?? 1;
  }
}

/** Local telephone numbers have at least seven digits. */
const SHORTEST = 7;
const LONGEST_GAP = 3;

/** Whether only separators stand between two groups of one number. */
function isGap(text: string, from: number, to: number): boolean {
  if (to - from > LONGEST_GAP) return false;
  for (let i = from; i < to; i++) if (!SEPARATORS.includes(text.charAt(i))) return false;
  return true;
}

const SEPARATORS = '-－—–‐_＿ .．·•()（）\u00a0\u3000\u200b\u200c\u200d\ufeff';

interface Group {
  digits: string;
  start: number;
  end: number;
  /** What stands between this group and the one before it in the chain; '' for the first. */
  before: string;
}

const LAST_X = /^[ -]?[XxＸｘ](?![A-Za-z])/;

function groupsOf(text: string, runs: readonly number[]): readonly Group[] {
  const groups: Group[] = [];
  for (let i = 0; i < runs.length; i += 2) {
    const start = runs[i] ?? 0;
    let end = runs[i + 1] ?? 0;
    // The last sign of an identity number may be an X.
    if (i + 2 === runs.length) end += LAST_X.exec(text.slice(end, end + 3))?.[0].length ?? 0;
    const digits = plainDigits(text.slice(start, end)).replace(/[^0-9X]/g, '');
    const before = i === 0 ? '' : text.slice(runs[i - 1], start);
    const previous = groups.at(-1);
    // Numerals right behind digits go on with the same group.
    if (previous !== undefined && before === '') {
      previous.digits += digits;
      previous.end = end;
    } else groups.push({ digits, start, end, before });
  }
  return withoutGaps(groups);
}

/** `1 3 8 1 2 …`: seven or more single digits in a row are one group. */
function withoutGaps(groups: readonly Group[]): readonly Group[] {
  if (groups.length < SHORTEST) return groups;
  const joined: Group[] = [];
  for (let i = 0; i < groups.length; ) {
    let end = i;
    while (/^\dX?$/.test(groups[end]?.digits ?? '')) end++;
    const [first, last] = [groups[i], groups[end - 1]];
    if (end - i >= SHORTEST && first !== undefined && last !== undefined) {
      const digits = groups.slice(i, end).map((group) => group.digits);
      joined.push({ ...first, digits: digits.join(''), end: last.end });
      i = end;
    } else if (first !== undefined) {
      joined.push(first);
      i += 1;
    }
  }
  return joined;
}

interface Found {
  finding: Finding;
  groups: number;
}

function readNumber(text: string, groups: readonly Group[], at: number): Found | null {
  const first = groups[at];
  // Digits behind a decimal point are no number of their own.
  if (first === undefined || first.before === '.') return null;
  if (first.digits.length < 2) return null;
  const context = text.slice(Math.max(0, first.start - 14), first.start);
  const numbered = NUMBERED.test(context);
  for (const { kind, pieces, fits } of SHAPES) {
    for (const count of pieces) {
      const last = groups[at + count - 1];
      if (last === undefined) continue;
      const taken = groups.slice(at, at + count);
      const lengths = taken.map(({ digits }) => digits.length);
      const whole = taken.map(({ digits }) => digits).join('');
      if (numbered && !(kind === 'id-card' && ID_LABEL.test(context))) continue;
      if (!fits({ whole, lengths, context, behind: text.slice(last.end, last.end + 3) })) continue;
      return { finding: { kind, start: first.start, end: last.end }, groups: count };
    }
  }
  return null;
}

interface Digits {
  whole: string;
  lengths: readonly number[];
  /** Text before and behind the number. */
  context: string;
  behind: string;
}

interface Shape {
  kind: MaskKind;
  /** How many groups it may be written in. */
  pieces: readonly number[];
  fits(digits: Digits): boolean;
}

const SHAPES: readonly Shape[] = [
  { kind: 'id-card', pieces: [1, 3, 2, 4], fits: isIdCard },
  { kind: 'bank-card', pieces: [1, 5, 4, 2, 3], fits: isCard },
  { kind: 'phone', pieces: [1, 2, 3, 4], fits: isMobile },
  { kind: 'landline', pieces: [1, 2, 3, 4], fits: isLandline },
];

function isIdCard({ whole, lengths, context }: Digits): boolean {
  if (lengths.length > 1 && !(lengths[0] === 6 && (lengths[1] ?? 0) >= 4)) return false;
  return isIdCard18(whole, ID_LABEL.test(context)) || (lengths.length === 1 && isIdCard15(whole));
}

function isCard({ whole, lengths, context }: Digits): boolean {
  const inFours = lengths.every((length, i) => (i < lengths.length - 1 ? length === 4 : length <= 4));
  if (lengths.length > 1 && !inFours && !/^6\d{5}$/.test(whole.slice(0, lengths[0]))) return false;
  // A number that is called one is masked whatever its sum: it may be mistyped, or of a bank we do not know.
  const labelled = CARD_LABEL.test(context) && (lengths.length === 1 || inFours);
  return isBankCard(whole) || (labelled && /^\d{12,30}$/.test(whole));
}

function isMobile({ whole, lengths, behind }: Digits): boolean {
  const local = whole.replace(/^(?:0086|86|0)(?=1[3-9]\d{9}$)/, '');
  if (!/^1[3-9]\d{9}$/.test(local) || UNIT.test(behind)) return false;
  const shape = lengths.join('-').replace(/^(?:4|2)-(?=11$|3-|7-)/, '');
  return ['11', '12', '13', '15', '3-4-4', '3-8', '7-4', '3-3-5', '5-3-4', '5-6', '5-4-4', '4-4-3'].includes(shape);
}

function isLandline({ whole, lengths, context, behind }: Digits): boolean {
  if (UNIT.test(behind)) return false;
  const local = whole.replace(/^(?:0086|86)0?(?=[1-9]\d{8,10}$)/, '0');
  const shape = lengths.join('-');
  const written = lengths.length === 1 || /^(?:[24]-)?[234]-(?:[78]|[34]-4)$/.test(shape);
  if (written && AREA_NUMBER.test(local)) return lengths.length > 1 || !/[.:：/]$/.test(context);
  const labelled = /^(?:[78]|[34]-4)$/.test(shape) && /^[2-8]\d{6,7}$/.test(whole);
  return labelled && PHONE_LABEL.test(context) && !isDate(whole);
}

/** Area codes: 010, 02x and 03xx–09xx; local numbers never begin with 0, 1 or 9. */
const AREA_NUMBER = /^(?:010[2-8]\d{7}|02\d[2-8]\d{7}|0[3-9]\d{2}[2-8]\d{6,7})$/;
const PHONE_LABEL = /(?:电话|座机|固话|热线|致电|拨打|来电|tel|手机|号码)[^\d，。；;]{0,6}$/i;
const CARD_LABEL = /(?:卡号|账号|帐号|账户|帐户|银行卡|储蓄卡|信用卡|借记卡)[^\d，。；;]{0,6}$/;
/** What follows an amount or a count, never a telephone number. */
const UNIT = /^\s?(?:元|万|亿|平|㎡|m2|吨|%|％|米|公里|立方|kg|度|块)/i;
/** Numbers of documents and orders, which may have any shape. */
const NUMBERED =
  /(?:编号|单号|文号|字号|流水号|合同号|案号|备案号|受理号|许可证号?|信用代码|代码|订单|工单|项目号|条码|证号)[^\d，。；;]{0,4}$/;

function isDate(digits: string): boolean {
  return /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/.test(digits);
}
