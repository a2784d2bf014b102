function stepsOf(path: string): string[] {
  return path.split(/[.[\]]+/).filter((step) => step !== '');
}

/** The value at `data.list[0].name`; undefined where the way ends early. No path = the whole. */
export function valueAt(root: unknown, path: string | undefined): unknown {
  let value = root;
  for (const step of path === undefined ? [] : stepsOf(path)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

/** The value as text; null where there is none. */
export function textAt(root: unknown, path: string | undefined): string | null {
  if (path === undefined) return null;
  const value = valueAt(root, path);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** A copy with another value at the path; what is missing on the way is made. */
export function withValue(root: unknown, path: string, value: string | number): unknown {
  const [step, ...rest] = stepsOf(path);
  if (step === undefined) return value;
  const inner = rest.length === 0 ? value : withValue(valueAt(root, step), rest.join('.'), value);
  if (Array.isArray(root)) return Object.assign([...root], { [step]: inner });
  return { ...(typeof root === 'object' ? root : {}), [step]: inner };
}
