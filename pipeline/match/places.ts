import type { LexiconSpec } from '../../rules/schema.ts';
import type { Places } from '../model/verdict.ts';
import { isWord } from '../segment/segmenter.ts';

/** Endings by which an estate is known even when no list has it. */
const ESTATE_ENDINGS = [
  ...[
    '小区',
    '花园',
    '家园',
    '公寓',
    '雅苑',
    '公馆',
    '嘉园',
    '佳苑',
    '家苑',
    '新苑',
    '华府',
    '华庭',
    '豪庭',
    '名邸',
    '府邸',
    '名苑',
  ],
  ...[
    '名城',
    '新城',
    '新村',
    '新居',
    '人家',
    '山庄',
    '庄园',
    '雅居',
    '花苑',
    '御园',
    '御府',
    '国际城',
    '楼盘',
    '社区',
    '苑',
    '府',
    '郡',
    '墅',
    '湾',
    '邸',
  ],
];
/** Last UTF-16 units of the endings, for passing over most words. */
const ENDS = new Uint8Array(0x10000);
for (const ending of ESTATE_ENDINGS) ENDS[ending.charCodeAt(ending.length - 1)] = 1;
/** Endings too short to trust alone: the name before them must be two characters or more. */
const GENERIC = new Set([
  '小区',
  '楼盘',
  '社区',
  '花园',
  '公寓',
  '新城',
  '新村',
  '家园',
  '苑',
  '府',
  '湾',
  '郡',
  '墅',
  '邸',
  '人家',
]);
const NOT_ESTATES =
  /政府|学府|官府|首府|省府|市府|州府|海湾|港湾|台湾|转弯|农村社区|街道社区|居委会|老旧小区|封闭小区|住宅小区|商业小区|安置小区|高档小区|整个小区|我们小区|本小区|该小区|各小区|小区$^/;
const STOP =
  /^(?:的|在|是|我|我们|你|您|和|与|及|了|位于|关于|投诉|反映|咨询|购买|买|住|住在|对|请问|由于|因为|因|为|有|这|那|该|本|各|某|个|一个|整个|每个|多个|几个|老旧|新建|附近|旁边|周边|隔壁|里|等|到|从|把|被|让|就|也|都|说|叫|名为|业主|居民|城区|市区|县城|路|街|街道|镇|乡|村|号|栋|幢|期|楼|区|市|县|省|很多|许多|全市|同一|不同|所有|其他|其它|别的|任何|开放|封闭|高档|普通|安置|住宅|商业|商住|回迁|拆迁|棚改|交付|入住|物业|管理|公园)$/;
/** `A市A3区`, `A3区`, `A市`: places made anonymous. A bare letter before 区 is a part of an estate (`B区`). */
const MASKED_DISTRICT = /[A-Z]\d{0,2}市(?:[A-Z]\d{0,2}[区县])?|[A-Z]\d{1,2}[区县]/g;
const LONGEST_NAME = 10;

/** Names known from the lexicon, alias → name, longest alias first. */
interface Gazetteer {
  aliases: ReadonlyMap<string, string>;
  byFirst: ReadonlyMap<string, readonly string[]>;
  /** begins[code] = 1 for UTF-16 units that an alias begins with: most characters are passed over by this alone. */
  begins: Uint8Array;
}

/** A folded field and its words, which join to it. */
export interface FieldWords {
  folded: string;
  words: readonly string[];
}

export interface PlaceFinder {
  /** Looks in the title first. */
  find(title: FieldWords, text: FieldWords, region: string | null): Places;
}

/**
 * District, estate and developer by lexicon (`区县`, `小区`, `开发商`), estates also by form. Names are given in the
 * folded spelling of the post, those of the lexicon in its spelling.
 */
export function createPlaceFinder(
  lexicon: ReadonlyMap<string, LexiconSpec>,
  fold: (text: string) => string,
): PlaceFinder {
  const districts = gazetteer(lexicon.get('区县'), fold);
  const estates = gazetteer(lexicon.get('小区'), fold);
  const developers = gazetteer(lexicon.get('开发商'), fold);
  return {
    find(title, text, region) {
      const first = (known: Gazetteer) => lookUp(known, title.folded) ?? lookUp(known, text.folded);
      const place = fold(region ?? '');
      return {
        district:
          first(districts) ??
          lookUp(districts, place) ??
          anonymisedDistrict(title.folded) ??
          anonymisedDistrict(text.folded),
        estate: first(estates) ?? estateByForm(title.words) ?? estateByForm(text.words),
        project: null,
        developer: first(developers),
      };
    },
  };
}

function gazetteer(list: LexiconSpec | undefined, fold: (text: string) => string): Gazetteer {
  const aliases = new Map<string, string>();
  for (const { name, aliases: others } of list?.entries ?? []) {
    for (const alias of [name, ...others]) aliases.set(fold(alias), name);
  }
  const byFirst = new Map<string, string[]>();
  for (const alias of [...aliases.keys()].sort((a, b) => b.length - a.length)) {
    const key = alias.charAt(0);
    const list = byFirst.get(key);
    if (list) list.push(alias);
    else byFirst.set(key, [alias]);
  }
  const begins = new Uint8Array(0x10000);
  for (const first of byFirst.keys()) begins[first.charCodeAt(0)] = 1;
  return { aliases, byFirst, begins };
}

/** The name whose alias stands first in the text; the longest where several begin there. */
function lookUp(known: Gazetteer, text: string): string | null {
  for (let i = 0; i < text.length; i++) {
    if (known.begins[text.charCodeAt(i)] !== 1) continue;
    const candidates = known.byFirst.get(text.charAt(i));
    const found = candidates?.find((alias) => text.startsWith(alias, i));
    if (found !== undefined) return known.aliases.get(found) ?? null;
  }
  return null;
}

function anonymisedDistrict(text: string): string | null {
  if (!/[A-Za-z]\d{0,2}[市区县]/.test(text)) return null;
  let city: string | null = null;
  for (const [place] of text.toUpperCase().matchAll(MASKED_DISTRICT)) {
    const district = /[A-Z]\d{0,2}[区县]$/.exec(place)?.[0];
    if (district) return district;
    city ??= place;
  }
  return city;
}

/** The first stretch of words that ends like the name of an estate. */
function estateByForm(words: readonly string[]): string | null {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (ENDS[word.charCodeAt(word.length - 1)] !== 1) continue;
    const ending = ESTATE_ENDINGS.find((candidate) => word.endsWith(candidate));
    if (ending === undefined) continue;
    const name = reachBack(words, i);
    const own = name.slice(0, name.length - ending.length);
    const needed = GENERIC.has(ending) || ending.length === 1 ? 2 : 1;
    if (own.length >= needed && !NOT_ESTATES.test(name)) return name;
  }
  return null;
}

function reachBack(words: readonly string[], at: number): string {
  let name = words[at] ?? '';
  for (let i = at - 1; i >= 0 && i >= at - 3; i--) {
    const word = words[i] ?? '';
    if (!isWord(word) || STOP.test(word) || name.length + word.length > LONGEST_NAME) break;
    if (/^[a-z]?\d*[市区县]$/i.test(word) || /(?:市|区|县|省|镇|街道|大道|路|村|的)$/.test(word)) break;
    name = word + name;
  }
  return name;
}
