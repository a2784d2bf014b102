import { createHmac } from 'node:crypto';
import { type Content, harmless, markdownLink } from './content.ts';
import type { Notifier } from './notifier.ts';
import { createRobot, type RobotOptions, type RobotPlatform } from './robot.ts';
import { jsonBytes } from './split-text.ts';

const MINUTE_MS = 60_000;
/** The platform takes 20,000 bytes in all; the rest is for title, button and envelope. */
const MOST_TEXT_BYTES = 18_000;
const MOST_TITLE = 60;

/** Codes of open.dingtalk.com/document/robots/custom-robot-access; 130101 blocks the robot for ten minutes. */
const CODES: RobotPlatform['codes'] = {
  [-1]: { does: 'retry', afterMs: 5_000 },
  130101: { does: 'retry', afterMs: 10 * MINUTE_MS },
  410100: { does: 'retry', afterMs: 10 * MINUTE_MS },
  90030: { does: 'retry', afterMs: 10 * MINUTE_MS },
  460101: { does: 'split' },
  101002: { does: 'split' },
  430101: { does: 'give-up' },
  430102: { does: 'give-up' },
  430103: { does: 'give-up' },
  430104: { does: 'give-up' },
  310000: { does: 'fault' },
  400013: { does: 'fault' },
  400101: { does: 'fault' },
  400102: { does: 'fault' },
  400105: { does: 'fault' },
  400106: { does: 'fault' },
  300001: { does: 'fault' },
};

/** 钉钉 custom robot with signature: 20 messages a minute, `timestamp` and `sign` in the address. */
export function createDingtalk({ secret, ...options }: RobotOptions & { secret: string | undefined }): Notifier {
  const platform: RobotPlatform = {
    channel: 'dingtalk',
    name: '钉钉',
    shape: {
      addressOf: null,
      rates: [{ count: 20, perMs: MINUTE_MS }],
      limit: MOST_TEXT_BYTES,
      measure: jsonBytes,
      render,
    },
    request: (message, url, now) => ({
      url: secret === undefined ? url : signedUrl(url, secret, now),
      body: bodyOf(message),
    }),
    answer: { codes: ['errcode'], words: ['errmsg'] },
    codes: CODES,
  };
  return createRobot(platform, options);
}

/** HMAC-SHA256 of `{milliseconds}\n{secret}` under the secret, in Base64. */
export function dingtalkSign(secret: string, now: number): string {
  return createHmac('sha256', secret).update(`${now}\n${secret}`).digest('base64');
}

function signedUrl(url: string, secret: string, now: number): string {
  const signed = new URL(url);
  signed.searchParams.set('timestamp', String(now));
  signed.searchParams.set('sign', dingtalkSign(secret, now));
  return signed.href;
}

function bodyOf({ content, text, part, parts }: Parameters<RobotPlatform['request']>[0]) {
  const title = Array.from(harmless(content.title)).slice(0, MOST_TITLE).join('');
  // The button stands under the last part, where the reader has come to the end.
  if (content.link === null || part < parts) return { msgtype: 'markdown', markdown: { title, text } };
  const { label, url } = content.link;
  const btns = [{ title: harmless(label), actionURL: url }];
  return { msgtype: 'actionCard', actionCard: { title, text, btnOrientation: '1', btns } };
}

function render({ title, lines }: Content): string {
  const rows = lines.map(
    (line) => `- ${harmless(line.text)}${line.link === null ? '' : ` ${markdownLink(line.link)}`}`,
  );
  return [`### ${harmless(title)}`, ...rows].join('\n');
}
