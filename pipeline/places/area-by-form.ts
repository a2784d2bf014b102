import type { NameBounds } from './name-bounds.ts';
import { type FieldWords, join, reachBack } from './words.ts';

const LIMITS = { maxChars: 4, maxWords: 3 };
const OWN = /^(?![等各及与])\p{Script=Han}{2,4}(?<![和等各及与])$/u;

export interface Area {
  kind: 'district' | 'street';
  name: string;
}

/** `余杭区`, `玉环市`, `集里街道`, `星沙镇`, `东江乡`: the district or street whose name ends with word `i`. */
export function areaAt(field: FieldWords, i: number, bounds: NameBounds): Area | null {
  const last = field.words[i] ?? '';
  // 小区 and its like are far more common than areas.
  if (bounds.isNoArea(last, last) && !CUT_THROUGH.has(last)) return null;
  const from = startOf(field, i, bounds);
  const name = join(field.words, from, i + 1);
  const own = ownName(name);
  if (own === null || !OWN.test(own.text)) return null;
  // 长城乡 is cut as 长 and 城乡: signs in front show that the word is not meant.
  const isCutThrough =
    from < i && CUT_THROUGH.has(last) && field.words.slice(from, i).every(({ length }) => length === 1);
  return bounds.isNoArea(name, isCutThrough ? '' : last) ? null : { kind: own.kind, name };
}

/** Where the name begins: not with 和 that joins two, nor with a larger place (绍兴柯桥区, 江东义蓬街道). */
function startOf(field: FieldWords, i: number, bounds: NameBounds): number {
  const { words, numbers } = field;
  const reached = reachBack(field, i, bounds.endsName, LIMITS);
  const joins = words[reached] === '和' && reached > 0 && bounds.isNounOrPronoun(numbers[reached - 1] ?? 0);
  const from = joins && reached < i ? reached + 1 : reached;
  const isLong = join(words, from, i + 1).length > (/[区县市]$/.test(words[i] ?? '') ? 4 : 5);
  return isLong && from < i && bounds.isPlaceName(numbers[from] ?? 0) ? from + 1 : from;
}

function ownName(name: string): { kind: Area['kind']; text: string } | null {
  if (/(?:[小社]区|[小古]镇)$|^[省市州区县]+$/.test(name)) return null;
  if (/[区县市]$/.test(name)) {
    return name.length < 3 || name.length > 4 ? null : { kind: 'district', text: name.slice(0, -1) };
  }
  const text = name.replace(/(?:街道|镇|乡)$/, '');
  return text === name ? null : { kind: 'street', text };
}

/** `星沙镇` behind the word `i` that ends with 区, 县 or 市, however the segmenter cuts it. */
export function streetBehind({ words }: FieldWords, i: number, bounds: NameBounds): Area | null {
  if (!/^(?![区县市镇乡村路的])\p{Script=Han}/u.test(words[i + 1] ?? '')) return null;
  const [, name = null] = BEHIND.exec(join(words, i + 1, Math.min(i + 6, words.length))) ?? [];
  return name === null ||
    ownName(name) === null ||
    /^[等各及与]|[和等各及与](?:街道|镇|乡)$|城乡$/.test(name) ||
    bounds.isNoArea(name, name)
    ? null
    : { kind: 'street', name };
}

const BEHIND = /^((?:(?![区县市镇乡村路的])\p{Script=Han}){2,3}(?:街道|镇|乡(?![亲愁思村镇里下土音道])))/u;
const CUT_THROUGH = new Set(['城区', '城乡', '市镇']);
