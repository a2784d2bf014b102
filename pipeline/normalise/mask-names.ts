import type { Finding } from './mask-kinds.ts';
import type { Clues } from './mask-scan.ts';
import { COMPOUND_SURNAMES, LIKELY, NOT_NAMES, SURNAMES, UNMISTAKABLE } from './surnames.ts';

/**
 * Private names where the wording says that a name follows: 我叫张三, 联系人：李四, 业主王小明，, 张小红女士, 王五 138…. The
 * surname stays, the given name is hidden; 张先生 and 王某某 name nobody and stay whole. A telephone number found before
 * is a clue as well.
 */
export function findNames(text: string, clues: Clues, findings: Finding[]): void {
  const phones = findings.filter(({ kind }) => kind === 'phone').map(({ start }) => start);
  for (const at of clues.introductions) behindCue(INTRODUCED, text, at, findings);
  for (const at of clues.labels) behindCue(LABELLED, text, at, findings);
  for (const at of clues.persons) behindCue(PERSON, text, at, findings);
  for (const at of clues.signatures) behindCue(SIGNED, text, at, findings);
  for (const at of clues.titles) beforeCue(TITLED, text, at, findings);
  for (const at of phones) beforeCue(WITH_PHONE, text, at, findings);
}

function behindCue(pattern: RegExp, text: string, at: number, findings: Finding[]): void {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  if (found === null) return;
  const { given = '' } = found.groups ?? {};
  const end = at + found[0].length;
  add(text, { start: end - given.length, end }, findings);
}

/** Longest stretch before a clue in which a name and the word for a telephone can stand. */
const LOOK_BACK = 24;

function beforeCue(pattern: RegExp, text: string, at: number, findings: Finding[]): void {
  const found = pattern.exec(text.slice(Math.max(0, at - LOOK_BACK), at));
  if (found === null) return;
  const { name = '', surname = '', rest = '' } = found.groups ?? {};
  const end = at - rest.length;
  add(text, { start: end - name.length + surname.length, end }, findings);
}

function add(text: string, { start, end }: { start: number; end: number }, findings: Finding[]): void {
  const given = text.slice(start, end);
  if (/^[某老Xx*＊×]/.test(given) || FORM_OF_ADDRESS.test(given) || NOT_NAMES.has(text.slice(start - 1, end))) return;
  // Where the name ends the phrase all of it is taken; otherwise it ends before a word that goes on with the sentence.
  const stop = given.search(IS_HAN.test(text.charAt(end)) ? AFTER_NAME : NEXT_LABEL);
  if (stop === 0) return;
  findings.push({ kind: 'name', start, end: stop === -1 ? end : start + stop });
}

const HAN = '\\u4e00-\\u9fff';
const IS_HAN = /[\u4e00-\u9fff]/;
const FORM_OF_ADDRESS = /^(?:先生|女士|小姐|师傅|老师|同志|书记|主任|经理|局长|市长)/;
/** Words that may follow a name directly. */
const AFTER_NAME = /[是在住系于的和与有说为年现家来从今男女因想要请电话手身性称向对就也都及或反投举联原]/;
/** Labels of what usually follows a name. */
const NEXT_LABEL = /电话|手机|身份|性别|地址|住址|联系/;
/** Endings that make two or three characters a word about somebody, not a name. */
const NO_NAME = '人民主户生家工员师者长客友城市区县镇村省路街姓族方们庄湖河山屯贴嘴峰期大某';

const ANY_SURNAME = `(?<surname>${COMPOUND_SURNAMES.join('|')}|[${SURNAMES}])`;
const CLEAR_SURNAME = `(?<surname>${COMPOUND_SURNAMES.join('|')}|[${UNMISTAKABLE}])`;
const LIKELY_SURNAME = `(?<surname>${COMPOUND_SURNAMES.join('|')}|[${UNMISTAKABLE}${LIKELY}])`;
const NOT_A_TITLE = '(?!先生|女士|小姐|师傅|老师)';

/** 我叫, and 名字 only with 是, 叫 or a colon: 名字和编号 names nobody. */
const INTRODUCED = new RegExp(
  `(?:(?<=叫)[：:]?\\s?|(?<=名字)[是叫：:]\\s?(?=[${HAN}]{2,3}(?![${HAN}])))${ANY_SURNAME}(?<given>[${HAN}]{1,2})`,
  'y',
);
const LABELLED = new RegExp(
  `(?:(?:姓名)?\\s?[：:\\t ]\\s?${ANY_SURNAME.replace('surname', 'a')}|\\s?${LIKELY_SURNAME.replace('surname', 'b')}(?=[${HAN}]{1,2}(?![${HAN}])))${NOT_A_TITLE}(?<given>[${HAN}·]{1,3})(?![${HAN}])`,
  'y',
);
/** 业主王小明， and 居民王丽反映; with what only a person has behind it (，男，现年…) any surname. */
const PERSON = new RegExp(
  `(?<!物业主)(?:是|姓名[是：:]?)?\\s?(?:${CLEAR_SURNAME.replace('surname', 'a')}${NOT_A_TITLE}(?=[${HAN}]{1,2}(?:(?<![${NO_NAME}])(?![${HAN}])|反映|投诉|举报|来电|来信))` +
    `|${ANY_SURNAME.replace('surname', 'b')}${NOT_A_TITLE}(?=[${HAN}]{1,2}[，,、（( ]{1,2}(?:男|女|现年|今年|身份证|汉族|回族|家住|住|电话|手机|[0-9]{2}岁)))` +
    `(?<given>[${HAN}]{1,2}?)(?=反映|投诉|举报|来电|来信|[^${HAN}]|$)`,
  'y',
);
/** A name alone between 敬礼 and the end, a line end or the date. */
const SIGNED = new RegExp(
  `[！!。.]?\\s*(?:业主|市民|村民|居民|反映人|投诉人|举报人|此致)?[：:]?\\s*${ANY_SURNAME}(?<given>[${HAN}]{1,2})(?=[ \\u3000]*(?:[\\r\\n]|$|[0-9二]))`,
  'y',
);
const TITLED = new RegExp(
  `(?:^|[^${HAN}]|[是为和与找叫向由给]|业主|住户|居民|联系人|经理|书记)(?<name>${LIKELY_SURNAME}[${HAN}]{1,2})(?<rest>)$`,
);
const WITH_PHONE = new RegExp(
  `(?:^|[，,。；;、：:！!\\s（(]|联系人|业主|我是|本人|住户|姓名)(?<name>${LIKELY_SURNAME}${NOT_A_TITLE}[${HAN}]{1,2}?(?<![${NO_NAME}电话手机]))` +
    '(?<rest>[，,、：:\\s（(]{0,3}(?:(?:我的)?(?:联系)?(?:电话|手机|方式|手机号码?|电话号码|号码)(?:是|为)?)?[：:\\s（(]{0,3}[+＋]?)$',
);
