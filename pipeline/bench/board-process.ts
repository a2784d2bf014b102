import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGate } from '../outbound/gate.ts';
import { createHttpClient } from '../outbound/http-client.ts';

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url));

/** A catalogue must have a source; this one is never run. */
const NO_SOURCES = `sources:
  - id: silent
    name: 停用的来源
    kind: feed
    channel: news
    addresses: ["http://127.0.0.1:9/feed.xml"]
    schedule: "0 0 1 1 *"
    enabled: false
    verified: false
    legal: 测速用，不会访问
`;

export interface BoardProcess {
  address: string;
  /** Of the administrator that the first start made. */
  password: string;
  /** Answer of the API to that administrator. Throws Error for any other status than 200. */
  get(path: string): Promise<Buffer>;
  stop(): Promise<void>;
}

const LIMITS = { timeoutMs: 60_000, maxBytes: 64 * 1024 * 1024 };

/** The system as it is run, on the store of a folder that has no account yet; without sources. */
export async function startBoard(
  dataDir: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<BoardProcess> {
  const catalogue = join(dataDir, 'catalogue.yaml');
  await writeFile(catalogue, NO_SOURCES);
  const child = spawn(process.execPath, [...process.execArgv, CLI, 'start', '--port', '0'], {
    env: { ...env, YUQING_DATA: dataDir, YUQING_CATALOGUE: catalogue, YUQING_LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'close');
  };
  try {
    const printed = await firstWords(child);
    const address = /看板：(\S+)/.exec(printed)?.[1] ?? '';
    const password = /密码 (\S+?)（/.exec(printed)?.[1] ?? '';
    return { address, password, stop, get: await loggedIn(address, password) };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function loggedIn(address: string, password: string): Promise<BoardProcess['get']> {
  const gate = createGate({ allowPrivate: [new URL(address).host] });
  const client = createHttpClient({ gate, userAgent: 'bench' });
  const session = await client.post(`${address}/api/session`, {
    ...LIMITS,
    headers: { 'content-type': 'application/json', origin: address },
    body: JSON.stringify({ account: 'admin', password }),
  });
  const cookie = (session.headers['set-cookie'] ?? []).map((one) => one.split(';')[0]).join('; ');
  return async (path) => {
    const { status, body } = await client.get(address + path, { ...LIMITS, headers: { cookie } });
    if (status !== 200) throw new Error(`${path} was answered with ${status}: ${body.toString('utf8').slice(0, 200)}`);
    return body;
  };
}

function firstWords(child: ChildProcess): Promise<string> {
  let printed = '';
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
      if (printed.includes('首次登录')) resolve(printed);
    });
    child.once('close', (code) => reject(new Error(`the system ended with code ${code} before it was up: ${printed}`)));
  });
}
