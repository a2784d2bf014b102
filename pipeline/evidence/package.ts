import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { instant, toShanghai } from '../model/calendar.ts';
import type { CapturedPage } from './captured-page.ts';

/**
 * An evidence package: a folder with the files of one captured page, `manifest.json` about them, and `SHA256SUMS`, which
 * `sha256sum -c` checks without this program. The hash of the manifest stands in the audit chain.
 */
export const manifest = z.object({
  version: z.literal(1),
  alertId: z.string(),
  docId: z.string(),
  title: z.string(),
  sourceName: z.string(),
  url: z.string(),
  finalUrl: z.string(),
  capturedAt: instant,
  status: z.int(),
  headers: z.record(z.string(), z.string()),
  userAgent: z.string(),
  /** Why there is no picture; null when there is one. */
  problem: z.string().nullable(),
  refused: z.record(z.string(), z.string()),
  files: z.array(z.object({ name: z.string(), bytes: z.int(), sha256: z.string() })).min(1),
});
export type Manifest = z.infer<typeof manifest>;

export const EVIDENCE_FOLDER = 'evidence';
const MANIFEST = 'manifest.json';
const SUMS = 'SHA256SUMS';

export type EvidenceSubject = Pick<Manifest, 'alertId' | 'docId' | 'title' | 'sourceName'>;

/**
 * Writes the package of an alert under `root`; gives the hash of its manifest. All or nothing: it is put together beside
 * its place and moved there when every file is on disk. A package that is there already is left as it is.
 */
export async function writePackage(root: string, subject: EvidenceSubject, page: CapturedPage): Promise<string> {
  const folder = folderOf(root, subject.alertId);
  const files = new Map<string, Uint8Array>([['page.html', page.html]]);
  if (page.rendered !== null) {
    files.set('rendered.html', Buffer.from(page.rendered.html, 'utf8'));
    files.set('page.png', page.rendered.screenshot);
  }
  const { html: _, rendered: __, capturedAt, ...about } = page;
  const written: Manifest = {
    version: 1,
    ...subject,
    ...about,
    refused: { ...about.refused },
    capturedAt: toShanghai(capturedAt),
    files: [...files].map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: sha256(bytes) })),
  };
  const text = Buffer.from(`${JSON.stringify(written, null, 2)}\n`, 'utf8');
  const sums = [...written.files, { name: MANIFEST, sha256: sha256(text) }];
  files.set(MANIFEST, text);
  files.set(SUMS, Buffer.from(sums.map(({ name, sha256: sum }) => `${sum}  ${name}\n`).join('')));

  const building = `${folder}.${randomUUID()}.part`;
  await mkdir(building, { recursive: true, mode: 0o700 });
  try {
    for (const [name, bytes] of files) await writeDurably(join(building, name), bytes);
    await rename(building, folder);
  } catch (error) {
    await rm(building, { recursive: true, force: true });
    const there = await verifyPackage(folder);
    if (!there.ok) throw error;
    return there.manifestSha256;
  }
  return sha256(text);
}

export type Verified =
  | { ok: true; manifest: Manifest; manifestSha256: string }
  /** `problem` names the file and what is wrong with it. */
  | { ok: false; problem: string };

/** Whether every file of a package is there and is what its manifest says. Reads nothing else, trusts nothing. */
export async function verifyPackage(folder: string): Promise<Verified> {
  const text = await readFile(join(folder, MANIFEST)).catch(() => null);
  if (text === null) return { ok: false, problem: `${MANIFEST} 缺失` };
  const parsed = manifest.safeParse(parseJson(text));
  if (!parsed.success) return { ok: false, problem: `${MANIFEST} 已损坏` };
  for (const { name, bytes, sha256: expected } of parsed.data.files) {
    if (name !== basename(name)) return { ok: false, problem: `${MANIFEST} 中的文件名 ${name} 不合规` };
    const found = await readFile(join(folder, name)).catch(() => null);
    if (found === null) return { ok: false, problem: `${name} 缺失` };
    if (found.length !== bytes || sha256(found) !== expected) return { ok: false, problem: `${name} 与存证时不同` };
  }
  const known = new Set(packageFiles(parsed.data));
  const extra = (await readdir(folder)).find((name) => !known.has(name));
  if (extra !== undefined) return { ok: false, problem: `多出文件 ${extra}` };
  return { ok: true, manifest: parsed.data, manifestSha256: sha256(text) };
}

/** Names of everything in a package. */
export function packageFiles({ files }: Manifest): string[] {
  return [MANIFEST, SUMS, ...files.map(({ name }) => name)];
}

export function folderOf(root: string, alertId: string): string {
  if (!/^[\w-]{1,100}$/.test(alertId)) throw new RangeError(`预警编号 ${alertId} 不能作文件夹名`);
  return join(root, alertId);
}

/** Ids of the packages kept, sorted. */
export async function listPackages(root: string): Promise<string[]> {
  const names = await readdir(root).catch(() => []);
  return names.filter((name) => !name.endsWith('.part')).sort();
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

function parseJson(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString('utf8'));
  } catch {
    return null;
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
