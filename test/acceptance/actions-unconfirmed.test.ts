import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ActionOutcome, actionOutcome, actionPending } from '../../dashboards/alert-contract.ts';
import { createActionGate } from '../../pipeline/action-hop.ts';
import { createSqliteBus } from '../../pipeline/bus/sqlite/sqlite-bus.ts';
import { PoisonError } from '../../pipeline/errors.ts';
import type { SqliteDatabase } from '../../pipeline/store/sqlite/sqlite-database.ts';
import { openDatabase } from '../../pipeline/store/sqlite/sqlite-database.ts';
import { startHops } from '../../pipeline/topology.ts';
import { SILENT_LOG } from '../support/samples.ts';
import { pause, until } from '../support/waiting.ts';
import { openServer, type TestServer } from '../unit/server/fixture.ts';

const CHILD = fileURLToPath(new URL('../support/respond-child.ts', import.meta.url));
const WAIT_MS = 300;
const PATIENCE = 60_000;

let server: TestServer;
let cookie: string;
let database: SqliteDatabase;
let children: ChildProcess[];

/** A board whose actions go over the bus to another process; it waits for them as pages do, only shorter. */
beforeEach(async () => {
  children = [];
  let submit: ReturnType<typeof createActionGate> | undefined;
  server = await openServer(
    {},
    { submitAction: (action) => submit?.(action) ?? Promise.reject(new Error('not open')) },
  );
  database = openDatabase(join(server.dir, 'test.db'));
  const { store } = server;
  submit = createActionGate(createSqliteBus(database), store, { waitMs: WAIT_MS, now: Date.now, log: SILENT_LOG });
  cookie = await server.loginAs('leader', '质监站');
});
afterEach(async () => {
  for (const child of children) {
    const gone = child.exitCode !== null || child.signalCode !== null ? null : once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
  await database.close();
  await server.close();
});

async function startResponding(): Promise<ChildProcess> {
  const file = join(server.dir, 'test.db');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', CHILD, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout ?? child, 'data');
  return child;
}

/** Stops a process at a moment at which it does not hold the lock of the file, as one that hangs elsewhere would. */
async function stop(child: ChildProcess): Promise<void> {
  for (let i = 0; ; i++) {
    child.kill('SIGSTOP');
    try {
      await server.store.putState('test', `stopped-${i}`, true, null);
      return;
    } catch (error) {
      if (i > 20) throw error;
      child.kill('SIGCONT');
      await pause(50);
    }
  }
}

const ask = (alertId: string) =>
  server.call('POST', `/api/alerts/${alertId}/actions`, {
    cookie,
    body: { kind: 'acknowledge', reason: '值班核实', expectedVersion: null },
  });
async function askInVain(alertId: string): Promise<string> {
  const { status, json } = await ask(alertId);
  expect(status).toBe(202);
  return actionPending.parse(json).actionId;
}
const outcomeOf = (actionId: string) => server.get(actionOutcome, `/api/actions/${actionId}`, cookie);
const known = (actionId: string) =>
  until(
    () => outcomeOf(actionId),
    ({ state }: ActionOutcome) => state !== 'pending',
    PATIENCE,
    'the outcome of an action',
  );
async function auditOf(actionId: string): Promise<string[]> {
  const lines = (await server.store.audit(0, 1_000)).filter(({ detail }) => detail.actionId === actionId);
  return lines.map(({ action }) => action);
}

describe('an action while the responding process does not answer', () => {
  it('is not confirmed, and says so; then it is done, or refused with the reason; the audit log has both', async () => {
    const child = await startResponding();
    await stop(child);
    const [first, second] = [await askInVain('a_1'), await askInVain('a_1')];
    for (const actionId of [first, second]) {
      expect(await outcomeOf(actionId)).toMatchObject({ state: 'pending', problem: null, at: null });
      expect(await auditOf(actionId)).toEqual(['action.unconfirmed']);
    }
    child.kill('SIGCONT');
    expect(await known(first)).toMatchObject({ state: 'applied', problem: null });
    expect(await known(second)).toMatchObject({ state: 'refused', problem: expect.stringContaining('已签收') });
    expect(await auditOf(first)).toEqual(['action.unconfirmed', 'alert.acknowledge']);
    expect(await auditOf(second)).toEqual(['action.unconfirmed', 'alert.acknowledge.refused']);
    expect(await server.store.alert('a_1')).toMatchObject({ state: 'acknowledged' });
  }, 120_000);

  it('is done by another process when the one that had it in hand is dead, once', async () => {
    const dead = await startResponding();
    dead.kill('SIGKILL');
    const actionId = await askInVain('a_2');
    await startResponding();
    expect(await known(actionId)).toMatchObject({ state: 'applied' });
    expect(await auditOf(actionId)).toEqual(['action.unconfirmed', 'alert.acknowledge']);
  }, 120_000);

  it('is refused in words where processing it fails for good, so that nobody waits for ever', async () => {
    const actionId = await askInVain('a_1');
    const bus = createSqliteBus(database);
    const broken = {
      ...server.store,
      alert: async () => {
        throw new PoisonError('记录无法读取');
      },
    };
    const { rules, workingDays } = server.deps;
    await startHops({
      ...{ bus, store: server.store, context: { now: Date.now, log: SILENT_LOG } },
      hops: {
        act: {
          ...{ store: broken, posts: broken.posts, rules: rules as never, channels: ['in-app'], workingDays },
          maxAlertAgeMs: Number.POSITIVE_INFINITY,
        },
      },
      onFatal: (error) => {
        throw error;
      },
    });
    const outcome = await known(actionId);
    await bus.close();
    expect(outcome.state).toBe('refused');
    expect(outcome.problem).toContain('没有办成');
    expect(outcome.problem).toContain('记录无法读取');
    expect(await auditOf(actionId)).toEqual(['action.unconfirmed', 'action.failed']);
  }, 120_000);
});
