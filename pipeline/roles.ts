/** What one process of the system does; one of role `all` does everything. */
export interface Role {
  /** Fetches the sources; looks after evidence and the posts of alerts, which are fetched too. */
  readonly crawls: boolean;
  /** As many processes as the topic has partitions can do this at the same time. */
  readonly analyses: boolean;
  /** Events, alerts, cases and actions; deadlines and deliveries. */
  readonly responds: boolean;
  /** The board and the API. */
  readonly serves: boolean;
}

const NOTHING: Role = { crawls: false, analyses: false, responds: false, serves: false };

export const ROLES = {
  all: { crawls: true, analyses: true, responds: true, serves: true },
  crawl: { ...NOTHING, crawls: true },
  work: { ...NOTHING, analyses: true },
  'work --stateful': { ...NOTHING, responds: true },
  serve: { ...NOTHING, serves: true },
} as const satisfies Record<string, Role>;
export type RoleName = keyof typeof ROLES;
