import { type Content, harmless, markdownLink } from './content.ts';
import type { Notifier } from './notifier.ts';
import { createRobot, type RobotOptions, type RobotPlatform } from './robot.ts';
import { utf8Bytes } from './split-text.ts';

const MINUTE_MS = 60_000;

/**
 * 企业微信 message push (formerly 群机器人), https://developer.work.weixin.qq.com/document/path/99110: Markdown of at
 * most 4096 bytes, 20 messages a minute for each robot; the key in the address is the only secret.
 */
const WECOM: RobotPlatform = {
  channel: 'wecom',
  name: '企业微信',
  shape: {
    addressOf: null,
    rates: [{ count: 20, perMs: MINUTE_MS }],
    limit: 4096,
    measure: utf8Bytes,
    render,
  },
  request: ({ text }, url) => ({ url, body: { msgtype: 'markdown', markdown: { content: text } } }),
  answer: { codes: ['errcode'], words: ['errmsg'] },
  codes: {
    40058: { does: 'split' },
    45009: { does: 'retry', afterMs: MINUTE_MS },
    45033: { does: 'retry', afterMs: MINUTE_MS },
    [-1]: { does: 'retry', afterMs: 5_000 },
    93000: { does: 'fault' },
    93004: { does: 'fault' },
    93008: { does: 'fault' },
    93017: { does: 'fault' },
  },
};

export function createWecom(options: RobotOptions): Notifier {
  return createRobot(WECOM, options);
}

function render({ title, lines, link }: Content): string {
  const rows = lines.map(
    (line) => `> ${harmless(line.text)}${line.link === null ? '' : ` ${markdownLink(line.link)}`}`,
  );
  return [`**${harmless(title)}**`, ...rows, ...(link === null ? [] : [markdownLink(link)])].join('\n');
}
