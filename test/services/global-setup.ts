import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pause } from '../support/waiting.ts';
import { isAlive } from './guarded-process.ts';
import { cacheFolder } from './maven-jars.ts';

const PATIENCE_MS = 10_000;
const LOGS_KEPT_MS = 24 * 3_600_000;

/**
 * Gives the run a folder for services that tests start when they first need one, and ends these with the run. Their logs
 * stay in the cache folder for a day, because at this point nobody knows any more who failed.
 */
export function setup(): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'yuqing-services-'));
  process.env.TEST_SERVICES_FOLDER = folder;
  process.env.TEST_SERVICES_OWNER = String(process.pid);
  return async () => {
    writeFileSync(join(folder, 'stop'), '');
    const files = filesOfServices(folder);
    const end = performance.now() + PATIENCE_MS;
    const pids = files.filter((file) => file.endsWith('.pid')).map((file) => join(folder, file));
    for (const pid of pids) while (runs(pid) && performance.now() < end) await pause(50);
    forgetOldLogs();
    for (const log of files.filter((file) => /(?:kafka|elasticsearch)[^/]*\.log$/.test(file))) {
      writeFileSync(join(cacheFolder(), `last-${log.replaceAll('/', '-')}`), readFileSync(join(folder, log)));
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
}

/** Process ids and logs: those of shared services in the folder itself, those of single test files in one of their own. */
function filesOfServices(folder: string): string[] {
  // Not deeper: services write and remove their data at this moment.
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? readdirSync(join(folder, entry.name)).map((file) => join(entry.name, file)) : [entry.name],
  );
}

function forgetOldLogs(): void {
  for (const name of readdirSync(cacheFolder()).filter((file) => file.startsWith('last-'))) {
    const file = join(cacheFolder(), name);
    const { mtimeMs = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {};
    if (mtimeMs < Date.now() - LOGS_KEPT_MS) rmSync(file, { force: true });
  }
}

function runs(pidFile: string): boolean {
  return existsSync(pidFile) && isAlive(Number(readFileSync(pidFile, 'utf8')));
}
