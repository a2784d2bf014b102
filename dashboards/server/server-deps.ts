import type { AnyAction } from '../../pipeline/action-hop.ts';
import type { Issue } from '../../pipeline/errors.ts';
import type { EvidenceShelf } from '../../pipeline/evidence/shelf.ts';
import type { Ingest } from '../../pipeline/ingest.ts';
import type { Lag } from '../../pipeline/lag-watch.ts';
import type { ActionResult } from '../../pipeline/model/action.ts';
import type { AckLinks } from '../../pipeline/notify/ack-link.ts';
import type { Contacts } from '../../pipeline/notify/contacts.ts';
import type { LiveFeed } from '../../pipeline/notify/live-feed.ts';
import type { OriginalBook } from '../../pipeline/originals/original-book.ts';
import type { RegisterRow } from '../../pipeline/places/read-register.ts';
import type { OpenRulebook } from '../../pipeline/rulebook/open-rulebook.ts';
import type { Logger } from '../../pipeline/stage.ts';
import type { Queries } from '../../pipeline/store/queries.ts';
import type { Store } from '../../pipeline/store/store.ts';
import type { WorkingDays } from '../../pipeline/working-days/working-days.ts';
import type { RuleSet } from '../../rules/rule-set.ts';

/** A system that may send posts. */
export interface Sender {
  name: string;
  token: string;
}

/** The catalogue as people may change it. Throws RangeError for a source that is not there. */
export interface SourceEditor {
  read(id: string): { text: string; shipped: boolean; changed: boolean; enabled: boolean; retired: boolean } | null;
  setEnabled(id: string, enabled: boolean): Promise<void>;
  setRetired(id: string, retired: boolean): Promise<void>;
  save(text: string): Promise<{ saved: string } | { issues: readonly Issue[] }>;
  restore(id: string): Promise<void>;
}

/** What the server needs from the rest of the system. */
export interface ServerDeps {
  queries: Queries;
  store: Store;
  /** Hands an action to the stateful hop. `pending`: durable, but not yet applied when the wait was over. */
  submitAction(action: AnyAction): Promise<ActionResult | 'pending'>;
  live: LiveFeed;
  /** Links in notices that acknowledge without a log-in; absent = such addresses are not served. */
  ackLinks?: AckLinks;
  /** The rule set in force; asked anew for each request, since it may be replaced. */
  rules(): Pick<RuleSet, 'version' | 'packs' | 'scoring' | 'routing' | 'escalation' | 'lexicon' | 'heat'>;
  /** Who is on duty for a receiver; absent where this process has no address book. */
  contacts?: Pick<Contacts, 'onDuty'>;
  /** By which limits of working days are worked out. */
  workingDays: WorkingDays;
  /** Change to the rules: drafts, versions, feedback. */
  rulebook: OpenRulebook;
  /** The rows of a table file that somebody sent; throws ConfigError for what is no table. Absent where none can be read. */
  tableRows?(bytes: Uint8Array): AsyncIterable<RegisterRow>;
  /** Begins a run of a source and does not wait for its end. Absent where this process does not crawl. */
  runSource?(sourceId: string): Promise<'started' | 'running'>;
  /** Texts before masking; absent where none are kept. */
  originals?: Pick<OriginalBook, 'reveal'>;
  /** Absent where this process does not crawl. */
  sourceEditor?: SourceEditor;
  /** Pages kept of orange and red alerts. Absent where this process keeps none. */
  evidence?: EvidenceShelf;
  /** Posts that other systems send. Absent where nobody may. */
  push?: { ingest: Pick<Ingest, 'accept'>; senders: readonly Sender[] };
  /** What waits for each hop, for /metrics. */
  lags?(): Promise<readonly Lag[]>;
  /** Rejects with what keeps records from being written, in words; absent = not looked at. */
  canWrite?(): Promise<void>;
  /** Further checks for /readyz beside the store; a rejected promise is a failed check. */
  checks?: readonly { name: string; run(): Promise<void> }[];
  /** Folder with the built page; null = API only. */
  webRoot: string | null;
  /** Epoch milliseconds. */
  now(): number;
  /** That many bytes from a cryptographic source. */
  random(bytes: number): Uint8Array;
  log: Logger;
}

export interface ServerOptions {
  /** Believe X-Forwarded-For/-Proto/-Host: only behind a proxy that sets them itself. Default false. */
  trustProxy?: boolean;
  /** A session without requests ends after this. Default 120 minutes. */
  idleMinutes?: number;
  /** A session ends after this in any case. Default 720 minutes, one long duty. */
  absoluteMinutes?: number;
  /** Between two comments on the live feed. Default 15,000. */
  heartbeatMs?: number;
  /** Largest request body. Default 64 KiB. */
  maxBodyBytes?: number;
  /** Largest body of POST /api/push. Default 4 MiB. */
  maxPushBytes?: number;
}
