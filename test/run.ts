import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * `npm test`: types, lint, then every vitest suite. Each check runs even when an earlier one failed; the last line is
 * `N passed, N failed, N skipped`, where types and lint count as one each. With arguments, only those test files run.
 */
const root = new URL('..', import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), 'yuqing-test-'));
const only = process.argv.slice(2);

const counts = { passed: 0, failed: 0, skipped: 0 };

function run(name: string, args: readonly string[]): Promise<number> {
  process.stdout.write(`\n── ${name}\n`);
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
    child.on('close', (code) => resolve(code ?? 1));
    child.on('error', (error) => {
      process.stderr.write(`${name} could not be started: ${error.message}\n`);
      resolve(1);
    });
  });
}

async function check(name: string, args: readonly string[]): Promise<void> {
  const code = await run(name, args);
  counts[code === 0 ? 'passed' : 'failed'] += 1;
}

/** Suites that fail to load have no tests to count: each is one failure. */
function readReport(file: string, code: number): void {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  counts.passed += report.numPassedTests;
  counts.skipped += report.numPendingTests + report.numTodoTests;
  const brokenSuites = report.testResults.filter(
    (suite: { status: string; assertionResults: unknown[] }) =>
      suite.status === 'failed' && suite.assertionResults.length === 0,
  ).length;
  const failed = report.numFailedTests + brokenSuites;
  counts.failed += failed === 0 && code !== 0 ? 1 : failed;
}

if (only.length === 0) {
  await check('types', ['node_modules/typescript/bin/tsc', '-p', '.']);
  await check('lint', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']);
}
const reportFile = join(scratch, 'report.json');
const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts'];
const code = await run('tests', [
  ...vitest,
  '--reporter=default',
  '--reporter=json',
  `--outputFile=${reportFile}`,
  ...only,
]);
try {
  readReport(reportFile, code);
} catch (error) {
  process.stderr.write(`the test report could not be read: ${String(error)}\n`);
  counts.failed += 1;
}
rmSync(scratch, { recursive: true, force: true });
process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exitCode = counts.failed === 0 ? 0 : 1;
