import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config.ts';

const FILE = 'secret-key';

/**
 * The key under which authors' handles become pseudonyms: the setting, or one made at first start and kept in the data
 * folder, readable by the owner only. A new key would make every known author a new one.
 */
export function readSecretKey(config: Config): string {
  if (config.secretKey !== undefined) return config.secretKey;
  const path = join(config.dataDir, FILE);
  if (!existsSync(path)) {
    mkdirSync(config.dataDir, { recursive: true });
    writeFileSync(path, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
    chmodSync(path, 0o600);
  }
  return readFileSync(path, 'utf8').trim();
}
