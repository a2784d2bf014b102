import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { browserProblem, findChromium } from '../../../crawlers/chromium.ts';

describe('why a browser does not start', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'yuqing-browser-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function program(name: string, script: string): string {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return file;
  }

  it('is nothing for one that does', async () => {
    expect(await browserProblem(findChromium() ?? 'no Chromium here')).toBeNull();
  });

  it('names what makes a sandbox impossible', async () => {
    const refused = program('refused', "echo 'FATAL:zygote_host_impl_linux.cc: No usable sandbox!' >&2; exit 1");
    expect(await browserProblem(refused)).toMatch(/沙箱建不起来.*chromium-seccomp\.json/);
  });

  it('tells how to see the cause of anything else', async () => {
    const broken = program('broken', 'exit 127');
    expect(await browserProblem(broken)).toContain(`请在命令行运行 ${broken}`);
  });
});
