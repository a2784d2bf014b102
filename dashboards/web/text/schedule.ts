/** A cron expression in words where it is one of the usual forms; others as they are written. */
export function scheduleWords(cron: string): string {
  const [minute = '', hour = '', day = '', month = '', weekday = '', ...rest] = cron.trim().split(/\s+/);
  if (rest.length > 0 || day !== '*' || month !== '*' || weekday !== '*') return cron;
  const everyMinutes = /^\*\/(\d+)$/.exec(minute)?.[1];
  const everyHours = /^\*\/(\d+)$/.exec(hour)?.[1];
  const atMinutes = /^\d+(?:,\d+)*$/.test(minute) ? minute.split(',') : null;
  if (minute === '*' && hour === '*') return '每分钟';
  if (everyMinutes !== undefined && hour === '*') return `每 ${everyMinutes} 分钟`;
  if (atMinutes === null) return cron;
  if (hour === '*') return atMinutes.length === 1 ? `每小时第 ${minute} 分` : `每小时第 ${atMinutes.join('、')} 分`;
  if (atMinutes.length > 1) return cron;
  if (everyHours !== undefined) return `每 ${everyHours} 小时，第 ${minute} 分`;
  if (!/^\d+(?:,\d+)*$/.test(hour)) return cron;
  const times = hour.split(',').map((h) => `${h}:${minute.padStart(2, '0')}`);
  return `每天 ${times.join('、')}`;
}
