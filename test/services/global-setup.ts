import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pause } from '../support/waiting.ts';
import { cacheFolder } from './maven-jars.ts';

const PATIENCE_MS = 10_000;

/**
 * Gives the run a folder for services that tests start when they first need one, and ends these with the run. Their logs
 * stay in the cache folder until the next run, because at this point nobody knows any more who failed.
 */
export function setup(): () => Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'yuqing-services-'));
  process.env.TEST_SERVICES_FOLDER = folder;
  process.env.TEST_SERVICES_OWNER = String(process.pid);
  return async () => {
    writeFileSync(join(folder, 'stop'), '');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const end = performance.now() + PATIENCE_MS;
    const pids = files.filter((file) => file.endsWith('.pid')).map((file) => join(folder, file));
    for (const pid of pids) while (isAlive(pid) && performance.now() < end) await pause(50);
    const logs = files.filter((file) => /(?:kafka|elasticsearch)[^/]*\.log$/.test(file) && !file.includes('/data/'));
    for (const log of logs) {
      writeFileSync(join(cacheFolder(), `last-${log.replaceAll('/', '-')}`), readFileSync(join(folder, log)));
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
}

function isAlive(pidFile: string): boolean {
  if (!existsSync(pidFile)) return false;
  try {
    process.kill(Number(readFileSync(pidFile, 'utf8')), 0);
    return true;
  } catch {
    return false;
  }
}
