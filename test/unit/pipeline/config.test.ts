import { describe, expect, it } from 'vitest';
import { readConfig, SETTINGS } from '../../../pipeline/config.ts';
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

  it.each(['x', '-1', '0.5', '1e9', '，', 'a:b', 'http://', ' ', '{'])(
    'tells what is wrong with a value in Chinese: %s',
    (value) => {
      const all = Object.fromEntries(Object.values(SETTINGS).map(({ env }) => [env, value]));
      const words = problems(all).map((problem) => problem.replace(/ YUQING_\S+/g, ''));
      expect(words.length).toBeGreaterThan(10);
      expect(
        words.filter((problem) => /\b(?:Invalid|Too|expected|received|Unrecognized|must)\b/i.test(problem)),
      ).toEqual([]);
    },
  );

  it('says how a number, a choice, a length and an address are to be', () => {
    const text = problems({
      ...{ YUQING_PORT: '99999', YUQING_ENGINE: 'both', YUQING_SECRET_KEY: 'short', YUQING_ELASTIC_URL: 'es:9200' },
      ...{ YUQING_KAFKA_PARTITIONS: '0', YUQING_WORKERS: 'two', YUQING_LOG_DAYS: '0' },
    }).join('\n');
    const expected = [
      '应不大于 65535',
      '应是 embedded 或 distributed',
      '应不少于 16 个字符',
      '应是 http:// 或 https:// 开头',
    ];
    for (const words of [...expected, '应不小于 1', '应是数字', '应大于 0']) expect(text).toContain(words);
  });

  it('tells what a channel needs beside its address', () => {
    const found = problems({
      YUQING_WECOM_URL: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=TOP-SECRET',
      YUQING_SMTP_URL: 'smtps://a:TOP-SECRET@mail.example.gov.cn',
      YUQING_SMS_URL: 'https://sms.example/TOP-SECRET',
      YUQING_SMS_BODY: '{"to":"{{手机}}"}',
      YUQING_FALLBACK: 'sms,feishu,in-app,fax',
    });
    const text = found.join('\n');
    for (const name of ['YUQING_MAIL_FROM', 'YUQING_CONTACTS', 'YUQING_PUBLIC_URL', '{{内容}}'])
      expect(text).toContain(name);
    expect(text).toContain('YUQING_FALLBACK');
    expect(text).not.toContain('TOP-SECRET');
  });

  it('names fallback channels that are not set up', () => {
    const found = problems({ YUQING_FALLBACK: 'feishu，in-app' });
    expect(found).toHaveLength(2);
    expect(found[0]).toContain('YUQING_FEISHU_URL');
  });

  it('reads quiet hours and the fallback order', () => {
    const config = readConfig({
      YUQING_QUIET_HOURS: '22:00-07:00',
      YUQING_WECOM_URL: 'https://qyapi.weixin.qq.com/x',
      YUQING_PUBLIC_URL: 'https://yq.example.gov.cn',
      YUQING_FALLBACK: 'wecom',
    });
    expect(config).toMatchObject({ quietHours: { from: 1320, to: 420 }, fallback: ['wecom'] });
    expect(problems({ YUQING_QUIET_HOURS: '22-7' })).toHaveLength(1);
  });
});
