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
