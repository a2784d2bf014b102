import { PoisonError } from '../errors.ts';
import { type Content, plain } from './content.ts';
import type { Notifier, Outgoing } from './notifier.ts';
import { judgeStatus, type PostOptions, postMessage } from './post-message.ts';

export interface SmsOptions extends Omit<PostOptions, 'who'> {
  /**
   * The body that the gateway wants, with `{{手机}}`, `{{内容}}` and `{{编号}}`: JSON when it begins with `{` or `[`, a form
   * otherwise. What is put in is escaped accordingly.
   */
  body: string;
  /** `Name: value`, for gateways that want a key in a header. */
  header: string | undefined;
  /** A text that only the answer to a taken message contains, e.g. `"code":0`; undefined = HTTP 200 is enough. */
  taken: string | undefined;
}

const MINUTE_MS = 60_000;
/** Five pieces of 67 characters, which every phone joins. */
const MOST_CHARACTERS = 335;

/** Short messages through the gateway of any provider, described by settings. Several numbers are joined by commas. */
export function createSms(options: SmsOptions): Notifier {
  const isJson = /^\s*[{[]/.test(options.body);
  const [name = '', value = ''] = options.header?.split(/:\s*/, 2) ?? [];
  const headers = {
    'content-type': isJson ? 'application/json; charset=utf-8' : 'application/x-www-form-urlencoded; charset=utf-8',
    ...(name === '' ? {} : { [name.toLowerCase()]: value }),
  };
  const who = '短信网关';
  return {
    channel: 'sms',
    shape: {
      addressOf: ({ mobile }) => mobile,
      rates: [{ count: 60, perMs: MINUTE_MS }],
      limit: MOST_CHARACTERS,
      measure: (text) => text.length,
      render,
    },
    async send(message) {
      const answer = await postMessage({ ...options, who }, filled(options.body, message, isJson), headers);
      judgeStatus(answer, who);
      const text = answer.body.toString('utf8');
      if (options.taken !== undefined && !withoutBlanks(text).includes(withoutBlanks(options.taken))) {
        throw new PoisonError(`短信网关没有接收：${plain(text).slice(0, 200)}`);
      }
      return { answer: `${message.to.length} 个号码已提交` };
    },
  };
}

function render({ brief, link }: Content): string {
  return link === null ? plain(brief) : `${plain(brief)} ${link.url}`;
}

function filled(body: string, { key, text, to }: Outgoing, isJson: boolean): string {
  const values: Readonly<Record<string, string>> = {
    手机: to.flatMap(({ mobile }) => mobile ?? []).join(','),
    内容: text,
    编号: key,
  };
  const escaped = (value: string) => (isJson ? JSON.stringify(value).slice(1, -1) : encodeURIComponent(value));
  return body.replace(/\{\{\s*([^{}]+?)\s*\}\}/g, (whole, field: string) => {
    const value = Object.hasOwn(values, field) ? values[field] : undefined;
    return value === undefined ? whole : escaped(value);
  });
}

const withoutBlanks = (text: string) => text.replace(/\s+/g, '');
