import { type Health, health } from '../../contract.ts';
import { type Endpoint, noBody, noQuery, ok, publicEndpoint } from '../endpoint.ts';
import type { ServerDeps } from '../server-deps.ts';

const LONGEST_CHECK_MS = 3_000;

/** For process supervisors and load balancers: no log-in and no detail; what is wrong is in the log. */
export function healthRoutes(deps: Pick<ServerDeps, 'store' | 'canWrite' | 'checks' | 'log'>): Endpoint[] {
  const { store, canWrite, checks = [], log } = deps;
  const shape = { method: 'get', tag: '运行状况', query: noQuery, body: noBody } as const;
  const writes = canWrite === undefined ? [] : [{ name: 'write', run: canWrite }];
  const all = [{ name: 'store', run: async () => void (await store.state('health', 'probe')) }, ...writes, ...checks];

  async function run() {
    const results = await Promise.all(all.map(async (check) => ({ name: check.name, ok: await passes(check, log) })));
    const body: Health = { status: results.every((result) => result.ok) ? 'ok' : 'failing', checks: results };
    return body.status === 'ok' ? ok(body) : { status: 503 as const, body };
  }

  const answers = { 200: health, 503: health };
  return [
    publicEndpoint({ ...shape, path: '/livez', summary: '进程是否在运行', answers: { 200: health } }, () => {
      const body: Health = { status: 'ok', checks: [] };
      return ok(body);
    }),
    publicEndpoint({ ...shape, path: '/readyz', summary: '是否可以接受请求', answers }, run),
    publicEndpoint({ ...shape, path: '/healthz', summary: '各部分是否正常', answers }, run),
  ];
}

async function passes(check: { name: string; run(): Promise<void> }, log: ServerDeps['log']): Promise<boolean> {
  const late = AbortSignal.timeout(LONGEST_CHECK_MS);
  try {
    await Promise.race([
      check.run(),
      new Promise<never>((_, reject) => {
        late.addEventListener('abort', () => reject(late.reason), { once: true });
      }),
    ]);
    return true;
  } catch (error) {
    log.warn({ check: check.name, error: String(error) }, 'readiness check failed');
    return false;
  }
}
