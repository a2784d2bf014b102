import { createHmac } from 'node:crypto';
import type { WarningLevel } from '../model/levels.ts';
import { type Content, harmless, markdownLink } from './content.ts';
import type { Notifier } from './notifier.ts';
import { createRobot, type RobotOptions, type RobotPlatform } from './robot.ts';
import { jsonBytes } from './split-text.ts';

const MINUTE_MS = 60_000;
/** The whole request may be 20 KB, card and signature included. */
const MOST_TEXT_BYTES = 18_000;
const MOST_TITLE = 60;

const TEMPLATES: Readonly<Record<WarningLevel, string>> = { 蓝: 'blue', 黄: 'yellow', 橙: 'orange', 红: 'red' };

/** Codes of open.feishu.cn/document/client-docs/bot-v3/add-custom-bot. */
const CODES: RobotPlatform['codes'] = {
  11232: { does: 'retry', afterMs: MINUTE_MS },
  19036: { does: 'split' },
  9499: { does: 'give-up' },
  19001: { does: 'fault' },
  19021: { does: 'fault' },
  19022: { does: 'fault' },
  19024: { does: 'fault' },
};

/** 飞书 custom robot with signature: 100 messages a minute and 5 a second, cards with a button. */
export function createFeishu({ secret, ...options }: RobotOptions & { secret: string | undefined }): Notifier {
  const platform: RobotPlatform = {
    channel: 'feishu',
    name: '飞书',
    shape: {
      addressOf: null,
      rates: [
        { count: 100, perMs: MINUTE_MS },
        { count: 5, perMs: 1_000 },
      ],
      limit: MOST_TEXT_BYTES,
      measure: jsonBytes,
      render,
    },
    request(message, url, now) {
      const timestamp = String(Math.floor(now / 1000));
      const signature = secret === undefined ? {} : { timestamp, sign: feishuSign(secret, timestamp) };
      return { url, body: { ...signature, msg_type: 'interactive', card: cardOf(message) } };
    },
    answer: { codes: ['code', 'StatusCode'], words: ['msg', 'StatusMessage'] },
    codes: CODES,
  };
  return createRobot(platform, options);
}

/** HMAC-SHA256 of nothing under the key `{seconds}\n{secret}`, in Base64. */
export function feishuSign(secret: string, timestamp: string): string {
  return createHmac('sha256', `${timestamp}\n${secret}`).digest('base64');
}

function cardOf({ content, text, part, parts }: Parameters<RobotPlatform['request']>[0]) {
  const title = Array.from(harmless(content.title)).slice(0, MOST_TITLE).join('');
  const { link, level } = content;
  const button = link !== null && part === parts ? [buttonOf(link)] : [];
  return {
    schema: '2.0',
    header: { title: { tag: 'plain_text', content: title }, template: TEMPLATES[level] },
    body: { elements: [{ tag: 'markdown', content: text }, ...button] },
  };
}

function buttonOf({ label, url }: NonNullable<Content['link']>) {
  return {
    tag: 'button',
    text: { tag: 'plain_text', content: label },
    behaviors: [{ type: 'open_url', default_url: url }],
  };
}

function render({ title, lines }: Content): string {
  const rows = lines.map((line) => `${harmless(line.text)}${line.link === null ? '' : ` ${markdownLink(line.link)}`}`);
  return [`**${harmless(title)}**`, ...rows].join('\n');
}
