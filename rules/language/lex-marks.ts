import { LIMITS } from './ast.ts';
import { characterAt, isBare, isMeaningful, isSpace, toHalfWidth } from './characters.ts';
import { readDigits } from './lex-compare.ts';
import type { Reader } from './reader.ts';
import { BROKEN, type TokenBody } from './token.ts';

/** Opening quotation mark → the marks that close it. Chinese marks may be closed by a plain one: input methods mix them. */
const CLOSERS: Readonly<Record<string, string>> = {
  '"': '"',
  '“': '”"“',
  '”': '”"“',
  '„': '”"“',
  '「': '」',
  '『': '』',
};

export function isQuote(character: string): boolean {
  return character in CLOSERS;
}

/** Reads `"…"` at the place. `\"` and `\\` stand for the mark and the backslash. */
export function readQuoted(reader: Reader, plain: boolean): TokenBody {
  const start = reader.offset;
  const closers = CLOSERS[reader.character()] ?? '"';
  reader.offset += 1;
  let text = '';
  let hidden = false;
  for (;;) {
    const raw = characterAt(reader.source, reader.offset);
    if (raw === '' || raw === '\n') return unclosedQuote(reader, start);
    const character = raw.length === 1 ? String.fromCharCode(toHalfWidth(raw.charCodeAt(0))) : raw;
    if (closers.includes(character)) break;
    hidden = reader.refuseHidden(raw) || hidden;
    const next = reader.unit(1);
    if (raw === '\\' && (next === 0x22 || next === 0x5c)) {
      text += String.fromCharCode(next);
      reader.offset += 2;
    } else {
      // A full-width mark would close the phrase that it is printed in; folding makes no difference between the two.
      text += raw === '＂' ? '"' : raw;
      reader.offset += raw.length;
    }
  }
  reader.offset += 1;
  if (hidden) return BROKEN;
  if (text.trim() === '') {
    reader.problems.error('empty-term', reader.from(start), '引号里是空的', '写上要找的文字，或删掉这对引号');
    return BROKEN;
  }
  return { kind: 'term', text, plain };
}

function unclosedQuote(reader: Reader, start: number): TokenBody {
  reader.problems.error(
    'unclosed-quote',
    { start, end: start + 1 },
    '这个引号没有配对',
    '在短语末尾补上引号；短语不能跨行',
  );
  return BROKEN;
}

/** Reads `*漏水*` or `*"多个 词"*`. */
export function readPlain(reader: Reader, readBareText: (reader: Reader) => string): TokenBody {
  const start = reader.offset;
  reader.offset += 1;
  const body = isQuote(reader.character()) ? readQuoted(reader, true) : bareBody(reader, start, readBareText(reader));
  if (body === BROKEN) {
    reader.take('*');
    return BROKEN;
  }
  if (reader.take('*')) return body;
  reader.problems.error(
    'unclosed-star',
    { start, end: start + 1 },
    '星号要成对写在词的两头',
    '按字面包含匹配写成 *漏水*',
  );
  return BROKEN;
}

function bareBody(reader: Reader, start: number, text: string): TokenBody {
  if (isMeaningful(text)) return { kind: 'term', text, plain: true };
  const hint = '按字面包含匹配写成 *漏水*；有空格或符号时写成 *"a b"*';
  reader.problems.error('stray-star', { start, end: start + 1 }, '星号后面要紧跟文字', hint);
  return BROKEN;
}

/** Reads `@小区`. */
export function readList(reader: Reader): TokenBody {
  const start = reader.offset;
  reader.offset += 1;
  let name = '';
  while (!reader.done && isBare(reader.character())) {
    name += reader.character();
    reader.offset += reader.character().length;
  }
  if (name !== '') return { kind: 'list', name };
  reader.problems.error('empty-list', reader.from(start), '@ 后面要写名单的名字', '如 @小区；要找 @ 本身，请加双引号');
  return BROKEN;
}

/** Reads `/…/` on one line. A slash inside is written `\/`. */
export function readRegex(reader: Reader): TokenBody {
  const start = reader.offset;
  reader.offset += 1;
  let source = '';
  let hidden = false;
  for (;;) {
    const raw = characterAt(reader.source, reader.offset);
    if (raw === '' || raw === '\n') {
      const hint = '在末尾补上 /；不是正则表达式的话，“任意一个”写 |';
      reader.problems.error('unclosed-regex', { start, end: start + 1 }, '这个正则表达式没有结尾的 /', hint);
      return BROKEN;
    }
    if (toHalfWidth(raw.charCodeAt(0)) === 0x2f) break;
    hidden = reader.refuseHidden(raw) || hidden;
    const escaped = raw === '\\' ? characterAt(reader.source, reader.offset + 1) : '';
    const piece = escaped === '\n' ? raw : raw + escaped;
    source += piece;
    reader.offset += piece.length;
  }
  reader.offset += 1;
  const flags = reader.offset;
  while (!reader.done && isBare(reader.character())) reader.offset += reader.character().length;
  if (reader.offset > flags) {
    const at = { start: flags, end: reader.offset };
    reader.problems.error(
      'regex-flags',
      at,
      '正则表达式后面不能紧跟文字，也不支持标志',
      '大小写本来就不区分；后面接词请空一格',
    );
    return BROKEN;
  }
  if (hidden) return BROKEN;
  if (source !== '' && source.length <= LIMITS.regex) return { kind: 'regex', source };
  const why = source === '' ? '两个 / 之间是空的' : `正则表达式太长（最多 ${LIMITS.regex} 个字符）`;
  reader.problems.error(
    'bad-regex',
    reader.from(start),
    why,
    '正则表达式写在两个 / 之间，如 /第?[0-9]+号楼/；注释写在“# ”后面',
  );
  return BROKEN;
}

/** `漏水 # 3` or `漏水# 3 + 墙`: a number and nothing else is no comment. */
const COUNT_APART = /^[ \u3000]+[0-9０-９]{1,3}(?=\s*(?:$|[\n+＋|｜)）~～>＞-]))/u;

/** Reads `#3`, or skips a comment: `#` and a space up to the end of the line. */
export function readCount(reader: Reader): TokenBody | null {
  const start = reader.offset;
  reader.offset += 1;
  if (reader.done || isSpace(reader.unit())) {
    const meant = COUNT_APART.exec(reader.source.slice(reader.offset, reader.offset + 20));
    if (meant !== null) {
      reader.offset += meant[0].length;
      const hint = '次数写成 漏水#3；如果是注释，请别只写一个数';
      reader.problems.error('bad-count', reader.from(start), '次数要紧跟在 # 后面', hint);
      return null;
    }
    while (!reader.done && reader.unit() !== 0x0a) reader.offset += 1;
    return null;
  }
  const least = readDigits(reader);
  if (least !== null && least >= 1 && least <= LIMITS.count) return { kind: 'count', least };
  const hint = `次数写 #1 到 #${LIMITS.count}；注释在 # 后空一格；要找 # 本身，请加双引号，如 "#话题#"`;
  reader.problems.error('bad-count', reader.from(start), '# 后面要写次数', hint);
  return null;
}

/** Reads `~5`, `>5`, `~句` or `>句`. */
export function readNear(reader: Reader): TokenBody | null {
  const start = reader.offset;
  const ordered = reader.unit() === 0x3e;
  reader.offset += 1;
  if (reader.take('句')) return { kind: 'near', distance: 'sentence', ordered };
  const distance = readDigits(reader);
  if (distance !== null && distance <= LIMITS.distance) return { kind: 'near', distance, ordered };
  const sign = ordered ? '>' : '~';
  const hint = `${sign}5 表示中间最多隔 5 个词（不超过 ${LIMITS.distance}），${sign}句 表示在同一句里；数字紧跟在 ${sign} 后面`;
  reader.problems.error('bad-distance', reader.from(start), `${sign} 后面要写距离`, hint);
  return null;
}
