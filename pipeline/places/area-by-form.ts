import type { NameBounds } from './name-bounds.ts';
import { join, reachBack } from './words.ts';

const LIMITS = { maxChars: 4, maxWords: 3 };
const OWN = /^(?![等各及与])\p{Script=Han}{2,4}(?<![和等各及与])$/u;

/** `余杭区`, `玉环市`: the district whose name ends with word `i`. */
export function districtAt(words: readonly string[], i: number, bounds: NameBounds): string | null {
  const name = nameAt(words, i, bounds);
  if (name === null || !/[区县市]$/.test(name) || name.length < 3 || name.length > 4) return null;
  return OWN.test(name.slice(0, -1)) ? name : null;
}

/** `星沙镇` behind the word `i` that ends with 区, 县 or 市, however the segmenter cuts it. */
export function streetBehind(words: readonly string[], i: number, bounds: NameBounds): string | null {
  const [, name = null] = BEHIND.exec(join(words, i + 1, Math.min(i + 6, words.length))) ?? [];
  return name === null || /^[等各及与]|[和等各及与](?:街道|镇|乡)$/.test(name) || bounds.isNoArea(name, name)
    ? null
    : name;
}

const BEHIND = /^((?:(?![区县市镇乡村路的])\p{Script=Han}){2,3}(?:街道|镇|乡(?![亲愁思村镇里下土音道])))/u;

/** `集里街道`, `星沙镇`, `东江乡`. */
export function streetAt(words: readonly string[], i: number, bounds: NameBounds): string | null {
  const name = nameAt(words, i, bounds);
  const own = name?.replace(/(?:街道|镇|乡)$/, '') ?? '';
  return own !== name && OWN.test(own) ? name : null;
}

function nameAt(words: readonly string[], i: number, bounds: NameBounds): string | null {
  const from = reachBack(words, i, bounds.isBoundary, LIMITS);
  const name = join(words, from, i + 1);
  // 长城乡 is cut as 长 and 城乡: signs in front show that the word is not meant.
  const last = words[i] ?? '';
  const isCutThrough = from < i && CUT_THROUGH.has(last) && words.slice(from, i).every((word) => word.length === 1);
  return bounds.isNoArea(name, isCutThrough ? '' : last) ? null : name;
}

const CUT_THROUGH = new Set(['城区', '城乡', '市镇']);
