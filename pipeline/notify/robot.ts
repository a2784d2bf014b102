import { z } from 'zod';
import { PoisonError, RetryableError } from '../errors.ts';
import { ChannelFaultError, type Notifier, type Outgoing, type Shape, TooLongError } from './notifier.ts';
import { judgeStatus, type PostOptions, postMessage } from './post-message.ts';

/** What an error code of a platform asks for. */
export type CodeMeaning =
  /** Too fast: nothing may be sent for so long. */
  | { does: 'retry'; afterMs: number }
  | { does: 'split' }
  /** This message will never pass. */
  | { does: 'give-up' }
  /** No message will pass until an administrator has mended the channel. */
  | { does: 'fault' };

/** A group robot of a chat platform: how its messages look and what its codes mean. */
export interface RobotPlatform {
  channel: Notifier['channel'];
  name: string;
  shape: Shape;
  /** The request of one message; `url` with what is signed at this time (epoch milliseconds). */
  request(message: Outgoing, url: string, now: number): { url: string; body: unknown };
  /** Names of the fields with the code and the words, in the order they are looked for. */
  answer: { codes: readonly string[]; words: readonly string[] };
  codes: Readonly<Record<number, CodeMeaning>>;
}

export interface RobotOptions extends Pick<PostOptions, 'client' | 'timeoutMs'> {
  /** The address given by the platform. It is the credential: never printed. */
  url: string;
  now: () => number;
}

const HEADERS = { 'content-type': 'application/json; charset=utf-8' };
const answerShape = z.record(z.string(), z.unknown());
/** A code nobody documented: the platform may have a bad day, and the number of tries is limited anyway. */
const UNKNOWN: CodeMeaning = { does: 'retry', afterMs: 60_000 };

/** The platforms answer HTTP 200 to nearly everything: only the code in the body says whether the message was taken. */
export function createRobot(platform: RobotPlatform, options: RobotOptions): Notifier {
  const { name } = platform;
  return {
    channel: platform.channel,
    shape: platform.shape,
    async send(message) {
      const { url, body } = platform.request(message, options.url, options.now());
      const answer = await postMessage({ ...options, url, who: name }, JSON.stringify(body), HEADERS);
      judgeStatus(answer, name);
      const { code, words } = readCode(answer.body.toString('utf8'), platform);
      if (code === 0) return { answer: `${name}已接收` };
      throw asError(platform.codes[code] ?? UNKNOWN, `${name}答复 ${code}：${words}`);
    },
  };
}

function readCode(text: string, { name, answer }: RobotPlatform): { code: number; words: string } {
  const parsed = answerShape.safeParse(jsonOrNull(text));
  const field = (names: readonly string[]) =>
    names.map((key) => (parsed.success ? parsed.data[key] : undefined)).find((value) => value !== undefined);
  const code = Number(field(answer.codes));
  // A proxy's page or half an answer: whether the robot took the message is unknown, so it is sent again.
  if (!Number.isInteger(code)) throw new RetryableError(`${name}的答复看不懂，可能只收到一半`);
  return { code, words: String(field(answer.words) ?? '').slice(0, 200) };
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function asError(meaning: CodeMeaning, message: string): Error {
  if (meaning.does === 'retry') return new RetryableError(message, { retryAfterMs: meaning.afterMs });
  if (meaning.does === 'split') return new TooLongError(message);
  if (meaning.does === 'give-up') return new PoisonError(message);
  return new ChannelFaultError(`${message}；请管理员检查机器人的地址、密钥、关键词和 IP 名单`);
}
