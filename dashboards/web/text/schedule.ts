/** A cron expression in words where it is one of the usual forms; others as they are written. Six fields begin with seconds. */
export function scheduleWords(cron: string): string {
  const fields = cron.trim().split(/\s+/);
  const second = fields.length === 6 ? (fields.shift() ?? '0') : '0';
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  if (fields.length !== 5 || day !== '*' || month !== '*' || weekday !== '*') return cron;
  if (second !== '0') return minute === '*' && hour === '*' ? (everyMinute(second) ?? cron) : cron;
  const everyMinutes = stepOf(minute);
  if (minute === '*' && hour === '*') return '每分钟';
  if (everyMinutes !== null && hour === '*') return `每 ${everyMinutes} 分钟`;
  const minutes = listOf(minute);
  if (minutes === null) return cron;
  if (hour === '*') return `每小时第 ${minutes.join('、')} 分`;
  if (minutes.length > 1) return cron;
  const everyHours = stepOf(hour);
  if (everyHours !== null) return `每 ${everyHours} 小时，第 ${minute} 分`;
  const hours = listOf(hour);
  return hours === null ? cron : `每天 ${hours.map((h) => `${h}:${minute.padStart(2, '0')}`).join('、')}`;
}

function everyMinute(second: string): string | null {
  const step = stepOf(second);
  if (step !== null) return `每 ${step} 秒`;
  const seconds = listOf(second);
  return seconds === null ? null : `每分钟第 ${seconds.join('、')} 秒`;
}

function stepOf(field: string): string | null {
  return /^\*\/(\d+)$/.exec(field)?.[1] ?? null;
}

function listOf(field: string): string[] | null {
  return /^\d+(?:,\d+)*$/.test(field) ? field.split(',') : null;
}
