import type { AlertView, SilencesAnswer } from '../../alert-contract.ts';

export type SilenceView = SilencesAnswer['items'][number];

/** Whether a silence is about this alert, graver level or not. */
export function isAbout(
  { match }: Pick<SilenceView, 'match'>,
  { eventId, topic, places }: Pick<AlertView, 'eventId' | 'topic' | 'places'>,
) {
  const has = { eventId, topic, district: places.district, estate: places.estate };
  return (['eventId', 'topic', 'district', 'estate'] as const).every(
    (key) => match[key] === undefined || match[key] === has[key],
  );
}

/** What it covers, in words. */
export function scopeWords({ match, upTo }: Pick<SilenceView, 'match' | 'upTo'>): string {
  const parts = [
    match.eventId === undefined ? null : '这个事件',
    match.district === undefined ? null : `区县 ${match.district}`,
    match.estate === undefined ? null : `小区 ${match.estate}`,
    match.topic === undefined ? null : `主题 ${match.topic}`,
  ].filter((part) => part !== null);
  return `${parts.join('、')}，${upTo}色及以下`;
}

/** How long a silence may be chosen to last, in hours. */
export const SILENCE_HOURS = [
  { value: 2, label: '2 小时' },
  { value: 12, label: '12 小时' },
  { value: 24, label: '1 天' },
  { value: 72, label: '3 天' },
  { value: 168, label: '7 天' },
  { value: 720, label: '30 天' },
];

export function untilAfter(hours: number, now: number): string {
  return new Date(now + hours * 3_600_000).toISOString();
}

/** From this level on a second person must agree. */
export function takesTwo(level: AlertView['level']): boolean {
  return level === '橙' || level === '红';
}
