import { renameSync, writeFileSync } from 'node:fs';

/** The clock of processes that load shifted-clock.ts. `set` moves it to an instant, epoch ms, from where it goes on. */
export function clockFile(path: string) {
  function write(shiftMs: number): void {
    // At one stroke: a reader never sees half of it.
    writeFileSync(`${path}.new`, String(Math.round(shiftMs)));
    renameSync(`${path}.new`, path);
  }
  return { path, set: (epochMs: number) => write(epochMs - Date.now()) };
}
