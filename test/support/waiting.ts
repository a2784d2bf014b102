/** Looks again and again until it holds; fails with the last value, and what was waited for, when it does not within the time. */
export async function until<T>(
  look: () => T | Promise<T>,
  holds: (value: T) => boolean,
  ms = 20_000,
  what = 'what should hold',
): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    const value = await look();
    if (holds(value)) return value;
    if (performance.now() > end)
      throw new Error(`waited ${ms} ms in vain for ${what}; last seen: ${JSON.stringify(value)}`);
    await pause(5);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** A promise with its handle outside. */
export function gate(): { open(): void; passed: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { open: resolve, passed: promise };
}
