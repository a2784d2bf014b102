/** `/2024/03/05/`, `/2024-03/05/`, `/2024/0305/`, `/20240305/`, `t20240305_123.html`, `20240305123.html`. */
const DAY = /[/_\-t](?<year>20\d{2})[/-]?(?<month>0[1-9]|1[0-2])[/-]?(?<day>0[1-9]|[12]\d|3[01])(?=[/_\-.]|\d{3,}[._])/;

/**
 * The day that content systems write into the path of an article when it is published, as `2024-03-05`; null where the
 * address holds none, or one that is no day.
 */
export function addressDay(url: string): string | null {
  if (!URL.canParse(url)) return null;
  const { year, month, day } = DAY.exec(new URL(url).pathname)?.groups ?? {};
  if (year === undefined || month === undefined || day === undefined) return null;
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return at.getUTCDate() === Number(day) ? `${year}-${month}-${day}` : null;
}
