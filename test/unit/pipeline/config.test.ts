import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../pipeline/config.ts';
import { ConfigError } from '../../../pipeline/errors.ts';

function problems(env: Record<string, string>): string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.issues.map((issue) => `${issue.where} ${issue.message} ${issue.hint ?? ''}`);
  }
}

describe('readConfig', () => {
  it('has defaults, and flags win', () => {
    expect(readConfig({})).toMatchObject({ dataDir: 'data', port: 8080, engine: 'embedded' });
    expect(readConfig({ YUQING_PORT: '9000' }, { port: 1 }).port).toBe(1);
    expect(readConfig({ YUQING_PORT: '' }).port).toBe(8080);
  });

  it('names every problem at once, unknown settings with the nearest name', () => {
    const found = problems({ YUQING_PORT: '99999', YUQING_WEBHOOK_URL: 'ftp://x', YUQING_DATE: 'x' });
    expect(found).toHaveLength(4);
    expect(found.join('\n')).toContain('是否想写 YUQING_DATA');
    expect(found.join('\n')).toContain('YUQING_WEBHOOK_SECRET');
  });
});
