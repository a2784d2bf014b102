/** A time of day as printed; `offsetMinutes` where a zone was printed with it. May name no real time (25:61). */
export interface Clock {
  hour: number;
  minute: number;
  second: number;
  offsetMinutes?: number;
}

/**
 * The time of day that stands at the beginning of folded text, behind at most a weekday and separators; null when
 * none stands there, 'impossible' when one does that cannot be (晚上25点).
 */
export function readClock(text: string): Clock | 'impossible' | null {
  const found = CLOCK.exec(text);
  if (found?.groups === undefined) return null;
  const { before = '', hour, colonMinute, colonSecond, wordMinute, wordSecond, after = '' } = found.groups;
  const half = dayHalf(before + after.toLowerCase());
  const printedHour = Number(hour);
  const clock: Clock = {
    hour: half === null ? printedHour : half(printedHour),
    minute: colonMinute !== undefined ? Number(colonMinute) : minuteOf(wordMinute),
    second: Number(colonSecond ?? wordSecond ?? 0),
  };
  if (printedHour > 24) return 'impossible';
  const zone = readZone(text.slice(found[0].length));
  return zone === null ? clock : { ...clock, offsetMinutes: zone };
}

const CLOCK = new RegExp(
  [
    '^[\\s,T·|/]{0,3}',
    '(?:[(（]?(?:星期|周|礼拜)[一二三四五六日天1-7][)）]?|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\\.?)?',
    '[\\s,|]{0,3}',
    '(?<before>凌晨|清晨|早上|早晨|今早|上午|中午|正午|下午|午后|傍晚|晚上|晚间|夜间|夜里|深夜|午夜|晚|早|am|pm)?\\s?',
    '(?<hour>\\d{1,2})\\s?(?!\\d)',
    '(?::\\s?(?<colonMinute>\\d{1,2})(?:\\s?:\\s?(?<colonSecond>\\d{1,2}))?(?:[.,]\\d{1,9})?',
    '|[时点]钟?\\s?(?:(?<wordMinute>\\d{1,2}|半|整|[一1三3]刻)\\s?分?\\s?(?:(?<wordSecond>\\d{1,2})\\s?秒)?)?)',
    '(?!\\d)\\s?(?<after>[ap]\\.?m\\.?(?![a-z]))?',
  ].join(''),
  'i',
);

function minuteOf(word: string | undefined): number {
  if (word === undefined || word === '整') return 0;
  if (word === '半') return 30;
  if (word.endsWith('刻')) return /[三3]/.test(word) ? 45 : 15;
  return Number(word);
}

/** What a part of the day makes of a printed hour; 24 means midnight at the end of the day. */
function dayHalf(words: string): ((hour: number) => number) | null {
  if (/下午|午后|傍晚|pm|p\.m/i.test(words)) return (hour) => (hour < 12 ? hour + 12 : hour);
  if (/晚|夜/.test(words)) return (hour) => (hour === 12 ? 24 : hour >= 5 && hour < 12 ? hour + 12 : hour);
  if (/中午|正午/.test(words)) return (hour) => (hour < 4 ? hour + 12 : hour);
  if (/凌晨|am|a\.m/i.test(words)) return (hour) => (hour === 12 ? 0 : hour);
  return null;
}

/** Minutes east of Greenwich. CST means China here, never the American one. */
function readZone(text: string): number | null {
  const found = /^\s?(?:(Z)(?![a-z])|(?:GMT|UTC)?\s?([+-])(\d{1,2}):?(\d{2})?(?!\d)|([A-Z]{2,4})(?![A-Za-z]))/.exec(
    text,
  );
  if (found === null) return null;
  const [, zulu, sign, hours, minutes, name] = found;
  if (zulu !== undefined) return 0;
  if (name !== undefined) return NAMED_ZONES[name] ?? null;
  const east = Number(hours) * 60 + Number(minutes ?? 0);
  return east > 14 * 60 ? null : sign === '-' ? -east : east;
}

const NAMED_ZONES: Readonly<Record<string, number>> = {
  ...{ GMT: 0, UTC: 0, UT: 0, CST: 480, BJT: 480, HKT: 480, SGT: 480, JST: 540, KST: 540 },
  ...{ EST: -300, EDT: -240, PST: -480, PDT: -420, CET: 60, CEST: 120 },
};
