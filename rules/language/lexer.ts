import { NUMBER_FIELDS, TEXT_FIELDS } from './ast.ts';
import { isAsciiWord, isBare, isDigit, isMeaningful, isSpace, LOOK_ALIKES } from './characters.ts';
import { ProblemList } from './diagnostics.ts';
import { readCompare, startsCompare } from './lex-compare.ts';
import { isQuote, readCount, readList, readNear, readPlain, readQuoted, readRegex } from './lex-marks.ts';
import { nearest } from './nearest.ts';
import { Reader } from './reader.ts';
import { BROKEN, type Token, type TokenBody } from './token.ts';

const TEXT_BY_NAME = byName(TEXT_FIELDS);
const NUMBER_BY_NAME = byName(NUMBER_FIELDS);

const SIGNS: Readonly<Record<string, TokenBody>> = {
  '+': { kind: 'and' },
  '|': { kind: 'or' },
  '-': { kind: 'not' },
  '−': { kind: 'not' },
  '(': { kind: 'open' },
  ')': { kind: 'close' },
};

/** Words that are operators in other tools, with our sign. */
const OPERATOR_WORDS: Readonly<Record<string, string>> = { AND: '+', OR: '|', NOT: '-' };

/** Signs of other tools and of prose, with what to write instead. */
const STRANGE: Readonly<Record<string, string>> = {
  '&': '“同时出现”写 + 或空格',
  '!': '“不要出现”写 -',
  ',': '“同时出现”写 + 或空格，“任意一个”写 |',
  '，': '“同时出现”写 + 或空格，“任意一个”写 |',
  '、': '“任意一个”写 |',
  ';': '“任意一个”写 |；不同的规则请分成两条',
  "'": '短语用双引号 "…"',
  '‘': '短语用双引号 "…"',
  '’': '短语用双引号 "…"',
  '[': '分组用圆括号 ( )',
  ']': '分组用圆括号 ( )',
  '{': '分组用圆括号 ( )',
  '}': '分组用圆括号 ( )',
  '【': '分组用圆括号 ( )',
  '】': '分组用圆括号 ( )',
  '<': '比较写在数字字段后面，如 转发<100',
  '=': '比较写在数字字段后面，如 转发>=100',
  ':': '冒号前要有字段名：标题、正文、作者、来源、渠道、地区',
};

/** Expression → tokens. Mistakes go to `problems`; the tokens that could be read are still returned, closed by `end`. */
export function tokenize(source: string, problems: ProblemList): Token[] {
  const reader = new Reader(source, problems);
  const tokens: Token[] = [];
  while (!reader.done) {
    const start = reader.offset;
    const body = readToken(reader);
    if (body !== null) tokens.push({ ...body, start, end: reader.offset });
    // Whatever a reader function did, the lexer moves on: it cannot hang.
    if (reader.offset === start) reader.offset += 1;
  }
  tokens.push({ kind: 'end', start: source.length, end: source.length });
  return tokens;
}

function readToken(reader: Reader): TokenBody | null {
  const unit = reader.unit();
  if (isSpace(unit)) {
    reader.skipWhile(isSpace);
    return null;
  }
  const character = reader.character();
  const sign = SIGNS[character];
  if (sign !== undefined) {
    reader.offset += 1;
    return sign;
  }
  if (isQuote(character)) return readQuoted(reader, false);
  switch (character) {
    case '*':
      return readPlain(reader, readBareText);
    case '@':
      return readList(reader);
    case '/':
      return readRegex(reader);
    case '#':
      return readCount(reader);
    case '~':
    case '～':
    case '>':
      return readNear(reader);
    default:
      return isBare(character) ? readWord(reader) : refuse(reader, character);
  }
}

function refuse(reader: Reader, character: string): null {
  const start = reader.offset;
  if (!reader.refuseHidden(character)) {
    const meant = LOOK_ALIKES[character];
    const like = meant === undefined ? undefined : `是不是键盘上的 ${meant}？要找这个符号本身，请加双引号`;
    const hint = like ?? STRANGE[character] ?? `要找这个符号本身，请加双引号，如 "${character}"`;
    reader.problems.error(
      'unexpected-character',
      { start, end: start + character.length },
      `这里不能用“${character}”`,
      hint,
    );
  }
  reader.offset = start + character.length;
  return null;
}

/** Reads a term without quotes; '' when the place holds none. */
function readBareText(reader: Reader): string {
  const start = reader.offset;
  let text = '';
  while (!reader.done) {
    const character = reader.character();
    const first = text === '';
    const clock = character === ':' && isDigit(reader.unit(-1)) && isDigit(reader.unit(1)) && /^\d+$/.test(text);
    const joined = !first && (clock || (character === '-' && isHyphen(reader, start)));
    if (!isBare(character) && !joined) break;
    text += character;
    reader.offset += character.length;
  }
  return text;
}

/**
 * Whether the minus at the place is a hyphen of the term that began at `start`: it stands between ASCII letters or
 * digits without spaces, as in covid-19. Between two single letters it excludes: A-B is how rules are sketched.
 */
function isHyphen(reader: Reader, start: number): boolean {
  if (!isAsciiWord(reader.unit(-1)) || !isAsciiWord(reader.unit(1))) return false;
  const single = reader.offset - start === 1 && !isAsciiWord(reader.unit(2));
  return !single || isDigit(reader.unit(-1)) || isDigit(reader.unit(1));
}

function readWord(reader: Reader): TokenBody | null {
  const start = reader.offset;
  const text = readBareText(reader);
  const number = NUMBER_BY_NAME.get(text.toLowerCase());
  if (number !== undefined && startsCompare(reader)) return readCompare(reader, number, start);
  if (reader.unit() === 0x3a || (isField(text) && startsScope(reader))) return readScope(reader, text, start);
  const at = reader.from(start);
  const sign = OPERATOR_WORDS[text.toUpperCase()];
  if (sign !== undefined) {
    const hint = `请写 ${sign}；要找这个单词本身，请加双引号`;
    reader.problems.error('operator-word', at, `${text} 在这里不是运算符`, hint);
    return null;
  }
  if (!isMeaningful(text)) {
    reader.problems.error('empty-term', at, `“${text}”里没有文字`, '要找符号本身，请加双引号');
    return BROKEN;
  }
  const next = reader.character();
  if (next === '*') {
    const hint = `按字面包含匹配请写成 *${text}*；不支持只在一头加星号`;
    reader.problems.error(
      'stray-star',
      { start: reader.offset, end: reader.offset + 1 },
      '星号要成对写在词的两头',
      hint,
    );
    reader.offset += 1;
  } else if (next === '/') {
    const hint = '“任意一个”写 |；要写正则表达式，请在 / 前空一格';
    reader.problems.error('stray-slash', { start: reader.offset, end: reader.offset + 1 }, '词的后面不能紧跟 /', hint);
    reader.offset += 1;
  }
  return { kind: 'term', text, plain: false };
}

function isField(text: string): boolean {
  return TEXT_BY_NAME.has(text.toLowerCase()) || NUMBER_BY_NAME.has(text.toLowerCase());
}

/** `标题 ：漏水`: a colon behind the spaces. */
function startsScope(reader: Reader): boolean {
  const before = reader.offset;
  reader.skipWhile(isSpace);
  const colon = reader.unit() === 0x3a;
  reader.offset = before;
  return colon;
}

function readScope(reader: Reader, name: string, start: number): TokenBody | null {
  const at = reader.from(start);
  reader.skipWhile(isSpace);
  reader.offset += 1;
  const field = TEXT_BY_NAME.get(name.toLowerCase());
  if (field !== undefined) return { kind: 'scope', field };
  if (NUMBER_BY_NAME.has(name.toLowerCase())) {
    reader.problems.error('number-field', at, `${name} 是数字字段，不能用冒号`, `写成 ${name}>=100 这样的比较`);
    return null;
  }
  const near = nearest(name, Object.values(TEXT_FIELDS));
  const known = Object.values(TEXT_FIELDS).join('、');
  const hint =
    near === null ? `可用的字段：${known}；要找冒号本身，请加双引号` : `是不是“${near}:”？可用的字段：${known}`;
  reader.problems.error('unknown-field', at, `没有“${name}”这个字段`, hint);
  return null;
}

function byName<Key extends string>(fields: Readonly<Record<Key, string>>): ReadonlyMap<string, Key> {
  const names = new Map<string, Key>();
  for (const key in fields) {
    names.set(key, key);
    names.set(fields[key], key);
  }
  return names;
}

/** Words that a term may not be written as without quotes: they would be read as something else. */
export function needsQuotes(text: string): boolean {
  if (OPERATOR_WORDS[text.toUpperCase()] !== undefined) return true;
  if (NUMBER_BY_NAME.has(text.toLowerCase()) || !isMeaningful(text)) return true;
  const reader = new Reader(text, new ProblemList());
  return readBareText(reader) !== text || reader.offset !== text.length;
}
