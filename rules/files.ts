import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { Diagnostic } from './language/diagnostics.ts';

/** Text files of the rules, by path relative to the folder, sorted. */
export interface RuleFiles {
  readonly texts: ReadonlyMap<string, string>;
  /** Where the file of a name was read. */
  pathOf(name: string): string;
  /** First 12 hex digits of a hash over every path and content. */
  readonly version: string;
}

const SINGLE = ['routing.yaml', 'escalation.yaml', 'scoring.yaml'];
/** May be missing. */
const OPTIONAL = ['notices.yaml', 'heat.yaml', 'learned.yaml'];
/** Nothing depends on it: where it cannot be read, that is a warning. */
const DISPENSABLE = 'learned.yaml';
const FOLDERS = ['packs', 'lexicon'];
const MOST_BYTES = 5_000_000;

/**
 * Reads every file that makes up the rules. What cannot be read, or would be passed over, is a diagnostic. `others` lie
 * elsewhere: each is read as if it lay in the folder, in the place of a file of its name.
 */
export async function readRuleFiles(
  dir: string,
  diagnostics: Diagnostic[],
  others: readonly string[] = [],
): Promise<RuleFiles> {
  const present = await listFolder(dir, diagnostics);
  const names = [...SINGLE, ...OPTIONAL.filter((name) => present.includes(name))];
  for (const folder of FOLDERS) {
    const found = await listFolder(join(dir, folder), diagnostics);
    for (const name of found) {
      if (/\.ya?ml$/i.test(name) && !name.endsWith('.yaml')) {
        const hint = `改名为 ${name.replace(/\.ya?ml$/i, '.yaml')}`;
        diagnostics.push(fileProblem(join(dir, folder, name), 'file-name', '这个文件不会被读取', hint));
      } else if (name.endsWith('.yaml') || (folder === 'lexicon' && name.endsWith('.txt'))) {
        names.push(`${folder}/${name}`);
      }
    }
  }
  const texts = new Map<string, string>();
  for (const name of names.sort()) {
    const found: Diagnostic[] = [];
    const text = await readText(join(dir, name), found);
    diagnostics.push(...found.map((one) => (name === DISPENSABLE ? { ...one, severity: 'warning' as const } : one)));
    if (text !== null) texts.set(name, text);
  }
  const elsewhere = new Map<string, string>();
  for (const path of others) {
    const text = await readText(path, diagnostics);
    if (text === null) continue;
    const name = placeFor(path, text, elsewhere);
    elsewhere.set(name, path);
    texts.set(name, text);
  }
  return { texts, version: versionOf(texts), pathOf: (name) => elsewhere.get(name) ?? join(dir, name) };
}

/** What the file is, told by its name and by what stands in it: a list has entries, all others are packs. */
function placeFor(path: string, text: string, taken: ReadonlyMap<string, string>): string {
  const own = basename(path);
  if ([...SINGLE, ...OPTIONAL].includes(own)) return own;
  const folder = /^entries[ \t]*:/mu.test(text) ? 'lexicon' : 'packs';
  const plain = `${folder}/${basename(path, extname(path))}`;
  return taken.has(`${plain}.yaml`) ? `${plain}-${taken.size}.yaml` : `${plain}.yaml`;
}

async function listFolder(path: string, diagnostics: Diagnostic[]): Promise<string[]> {
  try {
    return (await readdir(path)).filter((name) => !name.startsWith('.')).sort();
  } catch (error) {
    const message = `打不开文件夹：${error instanceof Error ? error.message : String(error)}`;
    diagnostics.push(fileProblem(path, 'unreadable-file', message, '检查规则目录的位置和读权限'));
    return [];
  }
}

async function readText(path: string, diagnostics: Diagnostic[]): Promise<string | null> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > MOST_BYTES) {
      const message = `文件太大：${bytes.length} 字节，最多 ${MOST_BYTES}`;
      diagnostics.push(fileProblem(path, 'too-long', message, '拆成几个文件'));
      return null;
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    const encoding = error instanceof TypeError;
    const message = encoding
      ? '文件不是 UTF-8 编码'
      : `读不了文件：${error instanceof Error ? error.message : String(error)}`;
    const hint = encoding ? '用编辑器另存为 UTF-8' : '检查文件是否存在、是否可读';
    diagnostics.push(fileProblem(path, encoding ? 'bad-encoding' : 'unreadable-file', message, hint));
    return null;
  }
}

function fileProblem(path: string, code: string, message: string, hint: string): Diagnostic {
  return { path, line: 1, column: 1, severity: 'error', code, message, hint };
}

function versionOf(texts: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [name, text] of texts) hash.update(`${name.length}:${name}|${text.length}:${text}|`);
  return hash.digest('hex').slice(0, 12);
}
