import { createHash, timingSafeEqual } from 'node:crypto';
import { toShanghai } from '../../../pipeline/model/calendar.ts';
import { createRawItem, type RawItem } from '../../../pipeline/model/raw-item.ts';
import { htmlToText } from '../../../pipeline/normalise/html-to-text.ts';
import { type PushedItem, type PushResult, pushedItem, pushRequest, pushResult } from '../../source-contract.ts';
import { ApiProblem } from '../api-problem.ts';
import { writeAudit } from '../audit.ts';
import { type AppContext, type Endpoint, noQuery, ok } from '../endpoint.ts';
import { createLoginThrottle } from '../login-throttle.ts';
import { whatIsWrong } from '../read-input.ts';
import type { Sender, ServerDeps } from '../server-deps.ts';

export const PUSH_PATH = '/api/push';

type PushDeps = Pick<ServerDeps, 'push' | 'store' | 'now'>;

/** The door for other systems' posts: no session, a token instead; the same posts sent again change nothing. */
export function pushRoutes(deps: PushDeps): Endpoint[] {
  const throttle = createLoginThrottle(deps.now);
  return [
    {
      method: 'post',
      path: PUSH_PATH,
      tag: '接入',
      summary: '其他系统推送帖文（Authorization: Bearer 令牌）；逐条给出结果，可重复推送',
      access: 'public',
      query: noQuery,
      body: pushRequest,
      answers: { 200: pushResult },
      async handle(c, _session, read) {
        // Before anything of the body is read.
        const sender = await admitted(c, deps, throttle);
        const { items } = await read.body(c, pushRequest);
        return ok(await take(items, sender, deps));
      },
    },
  ];
}

async function admitted(
  c: AppContext,
  deps: PushDeps,
  throttle: ReturnType<typeof createLoginThrottle>,
): Promise<Sender> {
  if (deps.push === undefined)
    throw new ApiProblem('unavailable', '没有开放推送', { hint: '请系统管理员设置 YUQING_PUSH_TOKENS' });
  const sender = senderOf(/^Bearer\s+(\S+)\s*$/i.exec(c.req.header('authorization') ?? '')?.[1], deps.push.senders);
  if (sender !== null) return sender;
  // A token is too long to be guessed: what wrong ones are held back from is the audit log.
  const address = c.get('address');
  const { waitSeconds, first } = throttle.take(address, address);
  if (waitSeconds === 0 || first)
    await writeAudit(deps, { actor: address, action: 'push.refused', object: PUSH_PATH, detail: { waitSeconds } });
  if (waitSeconds > 0)
    throw new ApiProblem('too-many-attempts', '令牌多次不对，请稍后再试', { retryAfter: waitSeconds });
  throw new ApiProblem('not-logged-in', '令牌不对', { hint: '请带上 Authorization: Bearer 令牌' });
}

/** Compares with every token, whole, whatever is given: how long it takes tells nothing of any of them. */
function senderOf(given: string | undefined, senders: readonly Sender[]): Sender | null {
  const asked = digest(given ?? '');
  let found: Sender | null = null;
  for (const sender of senders) if (timingSafeEqual(asked, digest(sender.token))) found = sender;
  return given === undefined ? null : found;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

async function take(given: readonly unknown[], sender: Sender, deps: PushDeps): Promise<PushResult> {
  const read = given.map((one) => readItem(one, sender, toShanghai(deps.now())));
  const items = new Map<string, RawItem>();
  for (const one of read) if (typeof one !== 'string' && !items.has(one.rawId)) items.set(one.rawId, one);
  const { rawIds } = (await deps.push?.ingest.accept([...items.values()])) ?? { rawIds: new Set<string>() };
  const told = new Set<string>();
  const results = read.map((one, index): PushResult['results'][number] => {
    if (typeof one === 'string') return { index, status: 'rejected', docId: null, reason: one };
    // An item that stands twice in a request is taken once.
    const fresh = rawIds.has(one.rawId) && !told.has(one.rawId);
    told.add(one.rawId);
    return { index, status: fresh ? 'accepted' : 'duplicate', docId: one.docId, reason: null };
  });
  const count = (status: string) => results.filter((one) => one.status === status).length;
  return { accepted: count('accepted'), duplicates: count('duplicate'), rejected: count('rejected'), results };
}

/** The item, or why it cannot be taken. */
function readItem(given: unknown, sender: Sender, fetchedAt: string): RawItem | string {
  const parsed = pushedItem.safeParse(given);
  if (!parsed.success) return whatIsWrong(parsed.error);
  const { id, url, text, source, publishedAt, reply, ...rest } = parsed.data;
  if (rest.title.trim() === '' && readable(parsed.data) === '') return '标题和正文都是空的';
  return createRawItem({
    ...rest,
    body: text,
    sourceId: `push:${sender.name}`,
    sourceName: source ?? sender.name,
    nativeId: id ?? null,
    url: url ?? null,
    publishedRaw: publishedAt,
    fetchedAt,
    reply: reply === null ? null : { text: reply.text, by: reply.by, atRaw: reply.at },
  });
}

function readable({ text, format }: PushedItem): string {
  return (format === 'html' ? htmlToText(text) : text).trim();
}
