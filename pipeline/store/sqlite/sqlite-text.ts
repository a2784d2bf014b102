/** Around each value of a list kept in one column, so that a value is found as a whole. */
const AROUND = '\u001f';

/** `['a','b']` → `␟a␟b␟`; empty for an empty list. */
export function toList(values: readonly string[]): string {
  return values.length === 0 ? '' : `${AROUND}${values.join(AROUND)}${AROUND}`;
}

/** The other way round. */
export function fromList(list: string): string[] {
  return list === '' ? [] : list.slice(1, -1).split(AROUND);
}

/** What to look for in a list column to find one value. */
export function inList(value: string): string {
  return `${AROUND}${value}${AROUND}`;
}
