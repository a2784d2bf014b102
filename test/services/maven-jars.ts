import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = import.meta.dirname;
const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';

export interface Jar {
  name: string;
  file: string;
}

/** Kept between runs, outside the tree. */
export function cacheFolder(): string {
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'yuqing-test-services');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The jars of `<service>.pom.xml`, fetched by Maven once and checked each time against `<service>.sha256`. */
export async function mavenJars(service: string): Promise<readonly Jar[]> {
  const expected = readFileSync(join(here, `${service}.sha256`), 'utf8')
    .trim()
    .split('\n')
    .map(toLine);
  // Named after what is in it: other versions get a folder of their own.
  const folder = join(cacheFolder(), `${service}-${sha256(JSON.stringify(expected)).slice(0, 12)}`);
  if (!existsSync(folder)) await download(service, folder);
  for (const { name, hash } of expected) {
    const file = join(folder, name);
    const actual = existsSync(file) ? sha256(readFileSync(file)) : 'nothing';
    if (actual !== hash) {
      rmSync(folder, { recursive: true, force: true });
      throw new Error(`${name}: expected sha256 ${hash}, found ${actual}; the cache was emptied, run again`);
    }
  }
  return expected.map(({ name }) => ({ name, file: join(folder, name) }));
}

async function download(service: string, folder: string): Promise<void> {
  const fresh = mkdtempSync(`${folder}-`);
  const pom = join(here, `${service}.pom.xml`);
  try {
    await run('mvn', ['-q', '-B', '-f', pom, COPY, `-DoutputDirectory=${fresh}`, '-DincludeScope=runtime']);
    // As a whole, so that an interrupted download is never taken for a complete one. Another run may have been first.
    if (!existsSync(folder)) renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

function toLine(line: string): { hash: string; name: string } {
  const [hash = '', name = ''] = line.split(/\s+/);
  return { hash, name };
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
