import { cp, mkdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Config, readConfig } from '../config.ts';
import { openEngine } from '../engine.ts';
import { ConfigError } from '../errors.ts';
import { EVIDENCE_FOLDER, folderOf, listPackages, verifyPackage } from '../evidence/package.ts';
import { createLogger } from '../log.ts';
import type { Store } from '../store/store.ts';
import { type Command, EXIT, type Terminal, UsageError } from './command.ts';

const PAGE = 1_000;

export const evidence: Command = {
  usage: 'evidence list | evidence export 预警编号… --out 文件夹 | evidence verify [预警编号|文件夹…]',
  about: '网页存证：列出、导出、核对（文件与清单，清单与审计日志）；有不符的退出码为 1',
  async run(args, terminal) {
    const [action, ...rest] = args;
    const { values, positionals } = parseArgs({
      args: rest,
      allowPositionals: true,
      options: { out: { type: 'string' }, json: { type: 'boolean' } },
    });
    const config = readConfig(terminal.env);
    const root = join(config.dataDir, EVIDENCE_FOLDER);
    if (action === 'list' && positionals.length === 0) return list(root, terminal);
    if (action === 'export' && positionals.length > 0 && values.out !== undefined)
      return exportTo(values.out, { ids: positionals, root, terminal });
    if (action === 'verify') return verify(positionals, { config, root, terminal });
    throw new UsageError('写成 evidence list、evidence export 预警编号… --out 文件夹 或 evidence verify');
  },
};

async function list(root: string, terminal: Terminal): Promise<number> {
  for (const alertId of await listPackages(root)) {
    const found = await verifyPackage(join(root, alertId));
    const about = found.ok ? found.manifest : null;
    const { title = null, url = null, capturedAt = null, problem = null } = about ?? {};
    print(terminal, { alertId, title, url, capturedAt, files: about?.files.map(({ name }) => name) ?? [], problem });
  }
  return EXIT.done;
}

async function exportTo(
  out: string,
  { ids, root, terminal }: { ids: readonly string[]; root: string; terminal: Terminal },
): Promise<number> {
  await mkdir(out, { recursive: true });
  for (const alertId of ids) {
    const from = packageOf(root, alertId);
    const found = await verifyPackage(from);
    if (!found.ok) throw new ConfigError([{ where: alertId, message: `不能导出：${found.problem}` }]);
    const to = join(out, alertId);
    await cp(from, to, { recursive: true, errorOnExist: true, force: false });
    print(terminal, { alertId, folder: to, manifestSha256: found.manifestSha256 });
  }
  return EXIT.done;
}

/** Packages of this system by their id, exported ones by their folder; all of this system's without a name. */
async function verify(
  names: readonly string[],
  { config, root, terminal }: { config: Config; root: string; terminal: Terminal },
): Promise<number> {
  const onRecord = await auditedHashes(config);
  const folders = (names.length > 0 ? names : await listPackages(root)).map((name) =>
    /[\\/.]/.test(name) ? resolve(name) : packageOf(root, name),
  );
  let all = true;
  for (const folder of folders) {
    const found = await verifyPackage(folder);
    const alertId = found.ok ? found.manifest.alertId : basename(folder);
    const problem = found.ok ? disagreement(onRecord.get(alertId), found.manifestSha256) : found.problem;
    all &&= problem === null;
    print(terminal, { alertId, folder, ok: problem === null, problem });
  }
  // What the audit log speaks of must be there.
  const checked = new Set(folders.map((folder) => basename(folder)));
  for (const alertId of names.length > 0 ? [] : onRecord.keys()) {
    if (checked.has(alertId)) continue;
    all = false;
    print(terminal, { alertId, folder: join(root, alertId), ok: false, problem: '存证文件夹缺失' });
  }
  return all ? EXIT.done : EXIT.no;
}

function disagreement(onRecord: string | undefined, found: string): string | null {
  if (onRecord === undefined) return '审计日志中没有这份存证';
  return onRecord === found ? null : 'manifest.json 与审计日志中的不同';
}

async function auditedHashes(config: Config): Promise<ReadonlyMap<string, string>> {
  const engine = await openEngine(config, { now: Date.now, log: createLogger('warn', 'stderr') });
  try {
    return await readAudited(engine.store);
  } finally {
    await engine.close();
  }
}

async function readAudited(store: Store): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map<string, string>();
  for (let after = 0; ; ) {
    const rows = await store.audit(after, PAGE);
    for (const { action, object, detail } of rows)
      if (action === 'alert.evidence') hashes.set(object, String(detail.manifestSha256));
    const last = rows.at(-1);
    if (last === undefined) return hashes;
    after = last.seq;
  }
}

function packageOf(root: string, alertId: string): string {
  try {
    return folderOf(root, alertId);
  } catch (cause) {
    throw new ConfigError([{ where: alertId, message: '不是预警编号', hint: '用 evidence list 查看' }], { cause });
  }
}

function print(terminal: Terminal, value: object): void {
  terminal.out(`${JSON.stringify(value)}\n`);
}
