/**
 * Where personal data may stand in a text: what the finders look at more closely. All offsets are UTF-16.
 * One pass over the characters finds it all, since most text has nothing to hide and is read only once.
 */
export interface Clues {
  /** Runs of digits, ASCII or full-width: start and end by turns. */
  digitRuns: number[];
  /** Runs of three or more numerals (一三八…, 壹叁捌…, ①③⑧…) in the same way. */
  numeralRuns: number[];
  /** `@` and `＠`. */
  ats: number[];
  /** A province's sign with a Latin letter behind it. */
  plates: number[];
  /** First character of a word for QQ or WeChat. */
  accounts: number[];
  /** End of 我叫, 名字. */
  introductions: number[];
  /** End of 联系人, 姓名 and the like: the last two characters of the word were seen. */
  labels: number[];
  /** End of 业主, 我是, 本人, 住户, 居民. */
  persons: number[];
  /** Start of 先生, 女士, 小姐. */
  titles: number[];
  /** End of 敬礼, behind which letters are signed. */
  signatures: number[];
}

export function scan(text: string): Clues | null {
  let clues: Clues | null = null;
  const length = text.length;
  for (let i = 0; i < length; i++) {
    const sign = SIGNS[text.charCodeAt(i)];
    if (sign === NOTHING) continue;
    if (sign === NUMERAL && SIGNS[text.charCodeAt(i + 1)] !== NUMERAL) continue;
    clues ??= noClues();
    if (sign === NUMERAL) i = noteNumerals(clues, text, i);
    else if (sign !== DIGIT) note(clues, sign, text, i);
    else {
      const start = i;
      do i++;
      while (SIGNS[text.charCodeAt(i)] === DIGIT);
      clues.digitRuns.push(start, i);
      i--;
    }
  }
  return clues;
}

/** Returns the offset of the last numeral of the run that begins at `start`. */
function noteNumerals(clues: Clues, text: string, start: number): number {
  let end = start + 1;
  while (SIGNS[text.charCodeAt(end)] === NUMERAL) end++;
  if (end - start >= SHORTEST_NUMERALS) clues.numeralRuns.push(start, end);
  return end - 1;
}

/** Room numbers have three. */
const SHORTEST_NUMERALS = 3;

function note(clues: Clues, sign: number | undefined, text: string, i: number): void {
  if (sign === AT) clues.ats.push(i);
  else if (sign === PROVINCE) {
    if (isLatin(text.charCodeAt(text.charAt(i + 1) === ' ' ? i + 2 : i + 1))) clues.plates.push(i);
  } else if (sign === ACCOUNT) {
    if (ACCOUNT_SECOND.includes(text.charAt(i + 1))) clues.accounts.push(i);
  } else {
    const cue = i === 0 ? undefined : CUES.get(pairKey(text, i - 1));
    if (cue === 'titles') clues.titles.push(i - 1);
    else if (cue !== undefined) clues[cue].push(i + 1);
  }
}

function noClues(): Clues {
  return {
    ...{ digitRuns: [], numeralRuns: [], ats: [], plates: [], accounts: [] },
    ...{ introductions: [], labels: [], persons: [], titles: [], signatures: [] },
  };
}

function isLatin(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || (code >= 0xff21 && code <= 0xff5a);
}

type NameCue = 'introductions' | 'labels' | 'persons' | 'titles' | 'signatures';

const CUE_WORDS: readonly (readonly [NameCue, string])[] = [
  ['introductions', '我叫 人叫 俺叫 名叫 名字'],
  ['labels', '姓名 签名 署名 系人 诉人 报人 映人 电人 信人 请人 访人 求人 言人 租人 事人 害人 户主 房主 家属'],
  ['persons', '业主 住户 居民 我是 本人'],
  ['titles', '先生 女士 小姐'],
  ['signatures', '敬礼'],
];
const CUES = new Map(
  CUE_WORDS.flatMap(([cue, words]) => words.split(' ').map((word) => [pairKey(word, 0), cue] as const)),
);

/** Two characters as one number: looked up for every cue character, so no string is made. */
function pairKey(text: string, at: number): number {
  return text.charCodeAt(at) * 0x10000 + text.charCodeAt(at + 1);
}

const ACCOUNT_FIRST = 'QqＱｑ扣企微薇威VvWw';
const ACCOUNT_SECOND = 'QqＱｑ扣鹅信XxEe ';
const PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';

/** Signs for 0 to 9 in turn, in each way of writing. */
const NUMERALS = '〇一二三四五六七八九零壹贰叁肆伍陆柒捌玖⓪①②③④⑤⑥⑦⑧⑨洞幺两三四五六拐八九';
const VALUES = new Map([...NUMERALS].map((sign, i) => [sign, String(i % 10)]));

/** Digits of any kind as ASCII; other signs as NFKC gives them, in capitals. */
export function plainDigits(text: string): string {
  return text.replace(/[^\p{ASCII}]/gu, (sign) => VALUES.get(sign) ?? sign.normalize('NFKC')).toUpperCase();
}

/** Runs of digits and of numerals as one list, in reading order. */
export function allRuns({ digitRuns, numeralRuns }: Clues): readonly number[] {
  if (numeralRuns.length === 0) return digitRuns;
  const runs: number[] = [];
  let numeral = 0;
  for (let i = 0; i <= digitRuns.length; i += 2) {
    const start = digitRuns[i] ?? Number.POSITIVE_INFINITY;
    for (; (numeralRuns[numeral] ?? Number.POSITIVE_INFINITY) < start; numeral += 2) {
      runs.push(numeralRuns[numeral] ?? 0, numeralRuns[numeral + 1] ?? 0);
    }
    if (i < digitRuns.length) runs.push(start, digitRuns[i + 1] ?? 0);
  }
  return runs;
}

const NOTHING = 0;
const DIGIT = 1;
const AT = 2;
const PROVINCE = 3;
const ACCOUNT = 4;
const CUE = 5;
const NUMERAL = 6;

const SIGNS = signTable();

function signTable(): Uint8Array {
  const table = new Uint8Array(0x10000);
  const set = (characters: string, sign: number) => {
    for (let i = 0; i < characters.length; i++) table[characters.charCodeAt(i)] = sign;
  };
  for (const pair of CUES.keys()) table[pair % 0x10000] = CUE;
  set(PROVINCES, PROVINCE);
  set(ACCOUNT_FIRST, ACCOUNT);
  set('@＠', AT);
  set(NUMERALS, NUMERAL);
  set('0123456789０１２３４５６７８９', DIGIT);
  return table;
}
