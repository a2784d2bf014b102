import { createRandom } from '../random.ts';
import type { Datum } from './datum.ts';
import { numberForms } from './number-forms.ts';

/** A made-up text and the stretch in it that must be hidden (UTF-16, end exclusive); null where nothing may be. */
export interface PrivateText {
  kind: string;
  /** How the datum is written. */
  form: string;
  text: string;
  secret: { start: number; end: number } | null;
}

const BEFORE = ['我的情况是这样的，', '', '小区停水三天了。', '多次反映没有结果，', '房子漏水，'];
const BEHIND = ['，请尽快处理', '。', '，谢谢！', '\n希望领导重视', ' 等待回复'];

/** Texts with one private datum each, in every form and then round again until there are `count`; by the seed. */
export function privateTexts(count: number, seed: number): PrivateText[] {
  const random = createRandom(seed);
  const pick = <T>(list: readonly [T, ...T[]] | readonly T[]): T => {
    const one = list[Math.floor(random() * list.length)];
    if (one === undefined) throw new Error('nothing to pick from');
    return one;
  };
  const digits = (n: number) => Array.from({ length: n }, () => Math.floor(random() * 10)).join('');
  const sources: readonly (() => Datum[])[] = [
    () => numberForms('phone', `1${pick(['3', '5', '7', '8', '9'])}${digits(9)}`, PHONE_CUES),
    () => numberForms('id-card', idCard(random, digits), ID_CUES),
    () => numberForms('bank-card', bankCard(digits), CARD_CUES),
    () => plates(pick, digits),
    () => flats(pick, random),
    () => names(pick),
  ];
  const texts: PrivateText[] = [];
  while (texts.length < count) {
    for (const source of sources) for (const datum of source()) texts.push(placed(datum, pick(BEFORE), pick(BEHIND)));
  }
  return texts.slice(0, count);
}

function placed({ kind, form, cue, secret, tail }: Datum, before: string, behind: string): PrivateText {
  const start = before.length + cue.length;
  const text = `${before}${cue}${secret}${tail}${behind}`;
  return { kind, form, text, secret: { start, end: start + secret.length } };
}

const PHONE_CUES = ['电话', '联系电话：', '手机号是', '请打', '我的号码 ', ''];
const ID_CUES = ['身份证号', '身份证：', '身份证号码为', ''];
const CARD_CUES = ['银行卡号', '卡号：', '打到', ''];

/** GB 11643: region, birthday, sequence, check sign. */
function idCard(random: () => number, digits: (n: number) => string): string {
  const year = 1950 + Math.floor(random() * 55);
  const month = String(1 + Math.floor(random() * 12)).padStart(2, '0');
  const day = String(1 + Math.floor(random() * 28)).padStart(2, '0');
  const body = `3715${digits(2)}${year}${month}${day}${digits(3)}`;
  const sum = [...body].reduce((total, sign, i) => total + Number(sign) * (2 ** (17 - i) % 11), 0);
  return body + '10X98765432'.charAt(sum % 11);
}

/** 19 digits of a UnionPay card with a right Luhn sum. */
function bankCard(digits: (n: number) => string): string {
  const body = `62${digits(16)}`;
  const sum = [...body].reduce((total, sign, i) => {
    const value = Number(sign) * (i % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return body + String((10 - (sum % 10)) % 10);
}

type Pick = <T>(list: readonly T[]) => T;

function plates(pick: Pick, digits: (n: number) => string): Datum[] {
  const lead = pick(['鲁P', '鲁A', '京N', '苏E']);
  const tail = `${pick(['A', 'K', 'M', ''])}${digits(5)}`.slice(0, 5);
  const wide = (text: string) => text.replace(/[0-9A-Z]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
  const forms: readonly [string, string, string][] = [
    ['plain', lead, tail],
    ['dot', `${lead}·`, tail],
    ['space', `${lead} `, tail],
    ['dash', `${lead}-`, tail],
    ['province apart', `${lead.charAt(0)} ${lead.charAt(1)}`, tail],
    ['lower case', lead.toLowerCase(), tail.toLowerCase()],
    ['full width', wide(lead), wide(tail)],
    ['new energy', lead, `D${digits(5)}`],
    ['spaced out', `${lead} `, [...tail].join(' ')],
  ];
  return forms.map(([form, cue, secret]) => ({ kind: 'plate', form, cue: `车牌${cue}`, secret, tail: '' }));
}

function flats(pick: Pick, random: () => number): Datum[] {
  const floor = 1 + Math.floor(random() * 32);
  const room = `${floor}0${1 + Math.floor(random() * 8)}`.padStart(3, '0');
  const han = [...room].map((sign) => '零一二三四五六七八九'.charAt(Number(sign))).join('');
  const wide = [...room].map((sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)).join('');
  const building = String(1 + Math.floor(random() * 30));
  const forms: readonly [string, string, string, string][] = [
    ['栋单元室', `${building}栋2单元`, room, '室'],
    ['号楼', `${building}号楼`, room, ''],
    ['号楼 with dash', `${building}号楼-`, room, '室'],
    ['dashes', `${building}-2-`, room, '室'],
    ['dashes without 室', `${building}-1-`, room, '业主'],
    ['#', `${building}#`, room, ''],
    ['#楼', `${building}#楼`, room, '住户'],
    ['幢', `${building}幢`, room, '号'],
    ['座', `${pick(['A', 'B', 'C'])}座`, room, '室'],
    ['full width', `${building}栋1单元`, wide, '室'],
    ['Chinese numerals', `三栋二单元`, han, '室'],
    ['Chinese numerals, mixed', `${building}号楼一单元`, han, ''],
    ['spaces', `${building}栋 2单元 `, room, ' 室'],
    ['室 alone', `${building}层`, room, '室'],
    ['东户', `${building}号楼3单元`, room, '东户'],
  ];
  return forms.map(([form, cue, secret, tail]) => ({ kind: 'flat', form, cue: `住在${cue}`, secret, tail }));
}

const SURNAMES = [...'王李张刘陈杨赵吴周徐孙马朱胡郭何林高罗郑'];
const GIVEN = ['伟', '小红', '建国', '丽', '志强', '秀英', '海涛', '敏', '文博', '桂兰', '晓东', '雪'];

function names(pick: Pick): Datum[] {
  const surname = pick(SURNAMES);
  const secret = pick(GIVEN);
  const forms: readonly [string, string, string][] = [
    ['我叫', '我叫', '，今年六十岁'],
    ['联系人：', '联系人：', ''],
    ['联系人', '联系人 ', ''],
    ['投诉人：', '投诉人：', ''],
    ['举报人', '举报人', '，'],
    ['业主', '我是3号楼业主', '，'],
    ['我是', '我是', '，住在本小区'],
    ['本人', '本人', '，男，汉族'],
    ['姓名：', '姓名：', ''],
    ['名字是', '名字是', '，'],
    ['女士', '户主是', '女士'],
    ['先生', '找', '先生'],
    ['phone behind', '', ' 13812345678'],
    ['phone in brackets', '', '（13812345678）'],
    ['反映人', '反映人：', ' 电话13812345678'],
    ['signature', '此致敬礼 反映人', '\n2024年5月1日'],
    ['居民', '居民', '反映：'],
    ['此致', '此致\n敬礼！\n', '\n2024年5月1日'],
  ];
  return forms.map(([form, cue, tail]) => ({ kind: 'name', form, cue: cue + surname, secret, tail }));
}
