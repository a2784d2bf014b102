import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ConflictError, RetryableError } from '../../pipeline/errors.ts';
import { toShanghai } from '../../pipeline/model/calendar.ts';
import type { Store } from '../../pipeline/store/store.ts';
import type { Account, Accounts } from './accounts.ts';

const KIND = 'session';
/** 128 bits. */
const TOKEN_BYTES = 16;
/** The time of the last request is written at most this often. */
const TOUCH_MS = 60_000;
const TOKEN = /^[A-Za-z0-9_-]{22}$/;

/** State row of kind `session`; its id is the SHA-256 of the token, so that a copy of the store opens nothing. */
const sessionRow = z.object({ account: z.string(), createdAt: z.int(), seenAt: z.int() });

export interface LiveSession {
  account: Account;
  id: string;
  /** ISO 8601. */
  idleUntil: string;
  expiresAt: string;
}

export interface Sessions {
  /** A new token, never one that was there before the log-in. */
  open(account: Account): Promise<{ token: string; session: LiveSession }>;
  /** Null for a token that is unknown, too old, too long unused, or whose account is gone or disabled. */
  find(token: string | undefined): Promise<LiveSession | null>;
  /** As `find` by the id of a session, and without counting as use. */
  peek(id: string): Promise<LiveSession | null>;
  close(id: string): Promise<void>;
  /** Ends all sessions of the account but the given one. */
  closeOthers(account: string, except: string | null): Promise<void>;
}

export interface SessionsDeps {
  store: Pick<Store, 'state' | 'states' | 'putState' | 'deleteState'>;
  accounts: Pick<Accounts, 'find'>;
  now(): number;
  random(bytes: number): Uint8Array;
}

export function createSessions(deps: SessionsDeps, limits: { idleMinutes: number; absoluteMinutes: number }): Sessions {
  const { store, accounts, now, random } = deps;
  const idleMs = limits.idleMinutes * 60_000;
  const absoluteMs = limits.absoluteMinutes * 60_000;
  const ended = (row: z.infer<typeof sessionRow>) =>
    now() >= row.seenAt + idleMs || now() >= row.createdAt + absoluteMs;

  const shown = (id: string, account: Account, row: z.infer<typeof sessionRow>): LiveSession => ({
    account,
    id,
    idleUntil: toShanghai(Math.min(row.seenAt + idleMs, row.createdAt + absoluteMs)),
    expiresAt: toShanghai(row.createdAt + absoluteMs),
  });

  async function closeWhere(test: (row: z.infer<typeof sessionRow>, id: string) => boolean) {
    for (const [id, { value }] of await store.states(KIND)) {
      const row = sessionRow.safeParse(value);
      if (!row.success || test(row.data, id)) await store.deleteState(KIND, id);
    }
  }

  async function read(id: string, touch: boolean): Promise<LiveSession | null> {
    const found = await store.state(KIND, id);
    const parsed = sessionRow.safeParse(found?.value);
    if (found === null || !parsed.success) return null;
    if (ended(parsed.data)) {
      await store.deleteState(KIND, id);
      return null;
    }
    const account = await accounts.find(parsed.data.account);
    if (!account?.enabled) return null;
    if (!touch) return shown(id, account, parsed.data);
    const row = { ...parsed.data, seenAt: now() };
    if (row.seenAt - parsed.data.seenAt >= TOUCH_MS) await write(id, row, found.version);
    return shown(id, account, row);
  }

  async function write(id: string, row: z.infer<typeof sessionRow>, version: number) {
    try {
      await store.putState(KIND, id, row, version);
    } catch (error) {
      // A request beside this one has written the same minute, or has logged out: both are right as they are.
      // A full disk keeps nobody from reading: the use is just not noted.
      if (!(error instanceof ConflictError || error instanceof RetryableError)) throw error;
    }
  }

  return {
    async open(account) {
      await closeWhere((row) => ended(row));
      const token = Buffer.from(random(TOKEN_BYTES)).toString('base64url');
      const row = { account: account.account, createdAt: now(), seenAt: now() };
      await store.putState(KIND, hashToken(token), row, null);
      return { token, session: shown(hashToken(token), account, row) };
    },
    find: async (token) => (token !== undefined && TOKEN.test(token) ? read(hashToken(token), true) : null),
    peek: (id) => read(id, false),
    close: (id) => store.deleteState(KIND, id),
    closeOthers: (account, except) => closeWhere((row, id) => row.account === account && id !== except),
  };
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
