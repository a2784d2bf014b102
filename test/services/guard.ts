import { spawn, spawnSync } from 'node:child_process';
import { existsSync, openSync, writeFileSync } from 'node:fs';

/**
 * Runs one service and ends it when the process it was started for is gone, however that ended, or when its stop file
 * appears: `node guard.ts OWNER STOP-FILE PID-FILE LOG-FILE COMMAND ARG…`. Without it a killed test run would leave
 * Java running. `GUARD_STOP`, a command as a JSON list, is run before.
 */
const [owner = '', stopFile = '', pidFile = '', logFile = '', command = '', ...args] = process.argv.slice(2);
const LOOK_MS = 200;

const log = openSync(logFile, 'a');
const child = spawn(command, args, { stdio: ['ignore', log, log] });
child.on('exit', (code) => process.exit(code ?? 1));
child.on('error', (error) => {
  writeFileSync(log, `${command}: ${error.message}\n`);
  process.exit(1);
});
if (child.pid !== undefined) writeFileSync(pidFile, String(child.pid));

function ownerIsGone(): boolean {
  try {
    process.kill(Number(owner), 0);
    return false;
  } catch {
    return true;
  }
}

const [stop, ...stopArgs]: string[] = JSON.parse(process.env.GUARD_STOP ?? '[]');

setInterval(() => {
  if (!existsSync(stopFile) && !ownerIsGone()) return;
  if (stop !== undefined) spawnSync(stop, stopArgs, { stdio: ['ignore', log, log], timeout: 10_000 });
  // Nothing that a test service holds is worth a slow goodbye.
  child.kill('SIGKILL');
}, LOOK_MS);
