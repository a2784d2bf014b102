import type { Engine } from '../../pipeline/engine.ts';
import { verifyAudit } from '../../pipeline/store/audit-chain.ts';
import type { Page, Paged } from '../../pipeline/store/queries.ts';

async function everyPage<T>(read: (page: Page) => Promise<Paged<T>>): Promise<T[]> {
  const all: T[] = [];
  let page: Page | undefined = { limit: 200 };
  while (page !== undefined) {
    const found: Paged<T> = await read(page);
    all.push(...found.items);
    page = found.next === undefined ? undefined : { limit: 200, cursor: found.next };
  }
  return all;
}

/** What people see, apart from how often a record was rewritten on its way there. */
export async function seen({ queries, store }: Pick<Engine, 'queries' | 'store'>) {
  const events = await everyPage((page) => queries.findEvents({}, page));
  const alerts = await everyPage((page) => queries.findAlerts({}, page));
  const posts = await everyPage((page) => queries.findPosts({}, page));
  const audit = await store.audit(0, 100_000);
  const fields = ['topic', 'district', 'source', 'channel', 'level', 'rule', 'keyword'] as const;
  const gravest = events.slice(0, 20).map(({ eventId }) => eventId);
  return {
    totals: await queries.totals(),
    posts: posts.map(({ post, verdict, eventId }) => ({ post, verdict, eventId })),
    events: events.map(({ version: _, ...event }) => event),
    alerts: alerts.map(({ version: _, ...alert }) => alert),
    notices: await everyPage((page) => queries.findNotices({}, page)),
    members: await Promise.all(events.map(async ({ eventId }) => [eventId, await store.membersOf(eventId)])),
    days: await queries.countPosts({}, 'day'),
    hours: await queries.countPosts({ domain: true, from: '2026-02-20T00:00:00+08:00' }, 'hour'),
    terms: await Promise.all(fields.map((field) => queries.topTerms({}, field, 50))),
    found: await Promise.all(
      ['漏水', '电梯', '交房', '锦绣'].map(async (text) => {
        const { total, items } = await queries.findPosts({ contains: [text] }, { limit: 50 });
        return [text, total, items.map(({ post }) => post.docId)];
      }),
    ),
    trails: await Promise.all(
      gravest.map(async (eventId) => {
        const trail = await queries.eventTrail(eventId);
        return [
          trail?.posts.length,
          trail?.alerts.length,
          trail?.notices.length,
          trail?.audit.map(({ action }) => action),
        ];
      }),
    ),
    audit: {
      chain: verifyAudit(audit).brokenAt,
      lines: audit.map(({ action, object }) => `${action} ${object}`).toSorted(),
    },
  };
}
