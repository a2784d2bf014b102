import type { Alert } from '../model/alert.ts';
import { levelRank } from '../model/levels.ts';
import type { Notice } from '../model/notice.ts';
import type { Totals } from './queries.ts';

/** How an engine counts: by name of a state or outcome, open alerts by the rank of their level. */
export interface Counts {
  posts: number;
  domainPosts: number;
  events: number;
  alerts(state: Alert['state']): number;
  openAlerts(rank: number): number;
  outcomes(kind: keyof Totals['outcomes']): number;
  notices(state: Notice['state']): number;
}

/** The figures of the front page, a zero where there is nothing to count. */
export function totalsOf({ posts, domainPosts, events, alerts, openAlerts, outcomes, notices }: Counts): Totals {
  return {
    posts,
    domainPosts,
    events,
    alerts: { open: alerts('open'), acknowledged: alerts('acknowledged'), closed: alerts('closed') },
    openByLevel: {
      蓝: openAlerts(levelRank('蓝')),
      黄: openAlerts(levelRank('黄')),
      橙: openAlerts(levelRank('橙')),
      红: openAlerts(levelRank('红')),
    },
    outcomes: {
      indexed: outcomes('indexed'),
      duplicate: outcomes('duplicate'),
      dropped: outcomes('dropped'),
      dead: outcomes('dead'),
    },
    notices: {
      pending: notices('pending'),
      sent: notices('sent'),
      failed: notices('failed'),
      withheld: notices('withheld'),
    },
  };
}
