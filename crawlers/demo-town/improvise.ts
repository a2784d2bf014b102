import { shanghaiFields } from '../../pipeline/model/calendar.ts';
import type { GrowthStep, Improvisation } from './content-schema.ts';

type NewPost = Extract<GrowthStep, { no: number }>;

/**
 * Endless posts combined from written parts, for a demo that runs longer than its script. Deterministic for the same
 * start; numbers hold the minute of the start, so that a demo started again does not repeat the addresses of the last.
 */
export function createImproviser(parts: Improvisation, start: number): () => NewPost {
  const random = createRandom(Math.floor(start / 60_000));
  const pick = <T>(list: readonly T[]): T => {
    const one = list[Math.floor(random() * list.length)];
    if (one === undefined) throw new RangeError('nothing to pick from');
    return one;
  };
  const first = firstNumber(start);
  const total = parts.matters.reduce((sum, matter) => sum + matter.weight, 0);
  const recent: string[] = [];
  let count = 0;

  function pickMatter() {
    let left = random() * total;
    for (const matter of parts.matters) {
      left -= matter.weight;
      if (left < 0) return matter;
    }
    return pick(parts.matters);
  }

  /** Matter and estate that have not come together lately. */
  function pickPair() {
    for (let tries = 0; ; tries++) {
      const matter = pickMatter();
      const estate = pick(parts.estates.filter((one) => (matter.building ?? one.building) === one.building));
      const key = `${matter.titles[0]}\n${estate.name}`;
      if (recent.includes(key) && tries < 20) continue;
      recent.push(key);
      if (recent.length > 40) recent.shift();
      return { matter, estate };
    }
  }

  return () => {
    const { matter, estate } = pickPair();
    const values: Record<string, string> = {
      小区: estate.name,
      区: estate.district,
      楼: String(1 + Math.floor(random() * 28)),
      单元: String(1 + Math.floor(random() * 4)),
      层: String(2 + Math.floor(random() * 26)),
      数: String(2 + Math.floor(random() * 7)),
      温度: String(11 + Math.floor(random() * 6)),
    };
    const fill = (text: string) =>
      text.replace(/\{(小区|区|楼|单元|层|数|温度)\}/g, (_, key: string) => values[key] ?? '');
    const text = pick(matter.texts);
    const letter = matter.site === 'board' || matter.site === 'forum' ? matter.site : null;
    const framed =
      letter === null || matter.plain ? text : pick(parts.openings[letter]) + text + pick(parts.closings[letter]);
    return {
      no: first + count++,
      site: matter.site,
      section: matter.section,
      title: fill(pick(matter.titles)),
      text: fill(framed),
      ...(letter === null ? {} : { author: pick(parts.authors) }),
      views: 20 + Math.floor(random() * 600),
      replies: [],
    };
  };
}

/** `2611230815` followed by five digits that count up. */
function firstNumber(start: number): number {
  const f = shanghaiFields(start);
  return ((((f.year % 100) * 100 + f.month) * 100 + f.day) * 10_000 + f.hour * 100 + f.minute) * 100_000 + 1;
}

/** Mulberry32: a small seeded generator, numbers in [0, 1). */
function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
