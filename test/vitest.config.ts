import { defineConfig } from 'vitest/config';

// Each worker that loads the segmenter's dictionary needs about 300 MB and a second or two: two workers, files shared out.
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/services/global-setup.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // What waits for something waits long: a busy machine may take many times as long as a quiet one, and fails nothing by it.
    testTimeout: 180_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 30_000 } },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  },
});
