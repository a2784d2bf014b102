import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const WEB = fileURLToPath(new URL('.', import.meta.url));
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DIST = join(WEB, 'dist');
const STAMP = '.built-from';
const NOW_BUILD =
  '请在项目目录运行 npm ci（会装好构建工具并生成页面），或运行 node dashboards/web/build.ts 查看构建错误';

export interface EnsureBuiltOptions {
  /** Gets at most two lines. */
  log(line: string): void;
}

/**
 * Builds the page where it is missing or older than its sources. Returns the folder to serve, or null when there is
 * no page and none could be built: the API works without it, and the log says what to do. Never throws for that.
 * The build runs in a process of its own: the bundler's memory and its NODE_ENV are not the server's.
 */
export async function ensureBuilt({ log }: EnsureBuiltOptions): Promise<string | null> {
  const wanted = await sourceHash();
  const built = await builtHash();
  if (wanted === null) {
    if (built === null) log(`没有页面，也没有页面的源码，只提供接口。${NOW_BUILD}`);
    return built === null ? null : DIST;
  }
  if (wanted === built) return DIST;
  log('正在生成页面，约需 10 秒');
  const problem = await buildApart();
  if (problem === null) return DIST;
  log(`页面没有生成：${problem}。${NOW_BUILD}`);
  return built === null ? null : DIST;
}

/** SHA-256 over paths and contents of everything the bundle is made from; null when the sources are not here. */
export async function sourceHash(): Promise<string | null> {
  if (!(await exists(join(WEB, 'index.html')))) return null;
  const files = [
    ...(await filesUnder(WEB)),
    join(ROOT, 'dashboards/contract.ts'),
    ...(await filesUnder(join(ROOT, 'pipeline/model'))),
    join(ROOT, 'package-lock.json'),
  ].sort();
  const hash = createHash('sha256');
  for (const file of files) {
    const content = await readFile(file).catch(() => Buffer.alloc(0));
    hash.update(`${relative(ROOT, file)}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.startsWith(join(DIST, '/')));
}

async function builtHash(): Promise<string | null> {
  const [stamp, page] = await Promise.all([
    readFile(join(DIST, STAMP), 'utf8').catch(() => null),
    exists(join(DIST, 'index.html')),
  ]);
  return page ? stamp : null;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Null when it went well, otherwise the last words of the builder. */
function buildApart(): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(import.meta.url)], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let words = '';
    child.stderr.on('data', (chunk: Buffer) => {
      words = `${words}${chunk.toString('utf8')}`.slice(-2_000);
    });
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code) => resolve(code === 0 ? null : words.trim() || `构建进程以 ${code} 结束`));
  });
}

/** Builds beside the old page and then puts the new one in its place, so that a server never serves half of one. */
async function buildHere(hash: string): Promise<void> {
  process.env.NODE_ENV = 'production';
  const { build } = await import('vite');
  const { default: config } = await import('./vite.config.ts');
  const cache = join(ROOT, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const workshop = await mkdtemp(join(cache, 'page-'));
  try {
    const outDir = join(workshop, 'new');
    await build({ ...config, configFile: false, logLevel: 'error', build: { ...config.build, outDir } });
    await writeFile(join(outDir, STAMP), hash);
    if (await exists(DIST)) await rename(DIST, join(workshop, 'old'));
    await rename(outDir, DIST).catch(() => cp(outDir, DIST, { recursive: true }));
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

async function main(ifNeeded: boolean): Promise<number> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const wanted = await sourceHash();
  if (wanted === null) {
    say(`页面没有生成：没有源码 ${relative(process.cwd(), join(WEB, 'index.html'))}`);
    return ifNeeded ? 0 : 1;
  }
  if (ifNeeded && wanted === (await builtHash())) {
    say('页面已是最新');
    return 0;
  }
  try {
    const began = performance.now();
    await buildHere(wanted);
    say(`页面已生成（${((performance.now() - began) / 1000).toFixed(1)} 秒）`);
    return 0;
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${words}\n`);
    if (ifNeeded) say(`页面没有生成，安装照常继续。${NOW_BUILD}`);
    return ifNeeded ? 0 : 1;
  }
}

if (process.argv[1] !== undefined && import.meta.filename === process.argv[1]) {
  process.exitCode = await main(process.argv.includes('--if-needed'));
}
