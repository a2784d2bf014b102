import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { until } from '../support/waiting.ts';
import { type Contained, runInDocker } from './docker.ts';
import { freePorts } from './ports.ts';

/**
 * Stands for Docker's client where there is no daemon: containers are files of a folder, named by their name, with the owner they were
 * started for. `service` is what a container runs.
 */
const CLIENT = `#!${process.execPath}
const fs = require('node:fs');
const { spawn } = require('node:child_process');
const [folder, service] = [process.env.FAKE_DOCKER, process.env.FAKE_SERVICE];
const [command, ...args] = process.argv.slice(2);
const of = (name) => folder + '/' + name;
if (command === 'image') process.exit(args[1] === 'here:1' ? 0 : 1);
if (command === 'pull') {
  process.stderr.write('Error response from daemon: no such host\\n');
  process.exit(1);
}
if (command === 'ps') for (const name of fs.readdirSync(folder)) console.log(name, fs.readFileSync(of(name), 'utf8'));
if (command === 'rm') fs.rmSync(of(args.at(-1)), { force: true });
if (command === 'run') {
  const after = (option) => args[args.indexOf(option) + 1];
  fs.writeFileSync(of(after('--name')), after('--label').split('=')[1]);
  const [, port] = after('-p').split(':');
  const child = spawn(process.execPath, ['-e', service], { stdio: 'inherit', env: { ...process.env, PORT: port } });
  child.on('exit', (code) => {
    fs.rmSync(of(after('--name')), { force: true });
    process.exit(code ?? 1);
  });
  // A container ends when it is removed, not when the client is killed.
  setInterval(() => fs.existsSync(of(after('--name'))) || child.kill('SIGKILL'), 50);
}
`;
const SERVING = "require('node:http').createServer((_, answer) => answer.end()).listen(process.env.PORT, '127.0.0.1')";

describe('services in Docker', () => {
  let folder = '';
  let containers = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'yuqing-docker-'));
    containers = join(folder, 'containers');
    mkdirSync(containers);
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin', 'docker'), CLIENT);
    chmodSync(join(folder, 'bin', 'docker'), 0o755);
    vi.stubEnv('PATH', `${join(folder, 'bin')}:${process.env.PATH}`);
    vi.stubEnv('FAKE_DOCKER', containers);
  });
  afterEach(async () => {
    writeFileSync(join(folder, 'stop'), '');
    await until(
      () => readdirSync(containers),
      (left) => left.length === 0,
    );
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  async function run(service: string, settings: Partial<Contained> = {}): Promise<number> {
    vi.stubEnv('FAKE_SERVICE', service);
    const [port = 0] = await freePorts(1);
    const answers = () =>
      fetch(`http://127.0.0.1:${port}`).then(
        ({ ok }) => ok,
        () => false,
      );
    const contained = { image: 'here:1', port, inside: 80, environment: {}, answers, ...settings };
    await runInDocker('odd', { folder, owner: process.pid }, contained);
    return port;
  }

  it('answer when they are given, and are removed when the run ends', async () => {
    const port = await run(SERVING);
    expect((await fetch(`http://127.0.0.1:${port}`)).status).toBe(200);
    expect(readdirSync(containers)).toEqual([`yuqing-test-odd-${process.pid}`]);
    // Only now the file that ends all of the run appears, see afterEach.
    expect(existsSync(join(folder, 'stop'))).toBe(false);
  });

  it('are told with their last words where they do not answer in time, and leave nothing', async () => {
    const silent = "console.log('waiting for a disk'); setInterval(() => {}, 1000)";
    await expect(run(silent, { upWithinMs: 2_000 })).rejects.toThrow(
      /here:1 did not answer on port \d+ within 2000 ms.*waiting for a disk/s,
    );
    expect(readdirSync(containers)).toEqual([]);
  });

  it('are told with their last words where they end at once', async () => {
    const broken = "console.error('port is already allocated'); process.exit(125)";
    await expect(run(broken)).rejects.toThrow(/docker run here:1 ended:.*port is already allocated/s);
  });

  it('are not had where their image is not, in the words of the client', async () => {
    await expect(run(SERVING, { image: 'away:1' })).rejects.toThrow('docker pull away:1: Error response from daemon');
  });

  it('that a killed run left behind are removed, those of living runs and other machines are not', async () => {
    const owners = {
      dead: `${hostname()}:4194305`,
      living: `${hostname()}:${process.pid}`,
      foreign: 'elsewhere:4194305',
    };
    for (const [name, owner] of Object.entries(owners)) writeFileSync(join(containers, name), owner);
    await run(SERVING);
    expect(readdirSync(containers).toSorted()).toEqual(['foreign', 'living', `yuqing-test-odd-${process.pid}`]);
    for (const name of ['foreign', 'living']) rmSync(join(containers, name));
  });
});
