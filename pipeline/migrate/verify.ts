import type { Bus } from '../bus/bus.ts';
import { AUDIT_START, type AuditLink, verifyAudit } from '../store/audit-chain.ts';
import { RECORD_KINDS, RECORD_SHAPES, type RecordKind, type Records } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { lettersOf, missingFrom } from './dead-letters.ts';
import { digestOf, firstDifferences, isSame } from './digest.ts';

export interface KindResult {
  kind: RecordKind | 'dead-letter';
  /** In words. */
  name: string;
  source: number;
  target: number;
  same: boolean;
  /** Sum of the hashes of the source's records, hex. */
  hash: string;
  /** Records of the source that nobody can read: they stay where they are. */
  unreadable: number;
  firstUnreadable: readonly string[];
  /** First ids that are not the same on both sides. */
  differing: readonly string[];
}

export interface Verified {
  /** Everything that can be read is on the other side, the same. */
  ok: boolean;
  kinds: readonly KindResult[];
  /** The chain as the target has it. `brokenAt` is no fault of the copy where the source has it too. */
  audit: { rows: number; brokenAt: number | null; brokenInSource: number | null };
}

export interface VerifiedSide {
  store: Pick<Store, 'audit'>;
  bus: Bus;
  records: Records;
}

const AUDIT_PAGE = 1_000;
const NOTHING_WRONG = { unreadable: 0, firstUnreadable: [], differing: [] };

/** Reads back both sides whole and compares them, kind by kind. */
export async function verify(
  from: VerifiedSide,
  to: VerifiedSide,
  onRead?: (kind: RecordKind, n: number) => void,
): Promise<Verified> {
  const kinds: KindResult[] = [];
  for (const kind of RECORD_KINDS) kinds.push(await compareKind(kind, from.records, to.records, onRead));
  kinds.push(await compareLetters(from.bus, to.bus));
  const [here, there] = await Promise.all([verifyChain(from.store), verifyChain(to.store)]);
  const ok = kinds.every(({ same }) => same) && there.brokenAt === here.brokenAt && there.rows === here.rows;
  return { ok, kinds, audit: { ...there, brokenInSource: here.brokenAt } };
}

async function compareKind(
  kind: RecordKind,
  from: Records,
  to: Records,
  onRead?: (kind: RecordKind, n: number) => void,
): Promise<KindResult> {
  const [source, target] = await Promise.all([digestOf(from, kind, (n) => onRead?.(kind, n)), digestOf(to, kind)]);
  const same = isSame(source, target);
  const { unreadable, firstUnreadable } = source;
  return {
    ...{ kind, name: RECORD_SHAPES[kind].words, source: source.count, target: target.count, same },
    hash: hex(source.sum),
    ...{ unreadable, firstUnreadable },
    differing: same
      ? []
      : await firstDifferences(kind, { records: from, digest: source }, { records: to, digest: target }),
  };
}

async function compareLetters(from: Bus, to: Bus): Promise<KindResult> {
  const [source, target] = await Promise.all([lettersOf(from), lettersOf(to)]);
  const count = (letters: typeof source) => [...letters.values()].reduce((sum, n) => sum + n, 0);
  const sum = [...source].reduce((all, [hash, n]) => all + BigInt(`0x${hash}`) * BigInt(n), 0n);
  const same = missingFrom(source, target) + missingFrom(target, source) === 0;
  return {
    ...{ kind: 'dead-letter', name: '死信', source: count(source), target: count(target), same },
    hash: hex(sum % (1n << 256n)),
    ...NOTHING_WRONG,
  };
}

async function verifyChain(store: Pick<Store, 'audit'>): Promise<{ rows: number; brokenAt: number | null }> {
  let last: AuditLink = AUDIT_START;
  let rows = 0;
  for (;;) {
    const page = await store.audit(last.seq, AUDIT_PAGE);
    const end = page.at(-1);
    if (end === undefined) return { rows, brokenAt: null };
    const verified = verifyAudit(page, last);
    rows += verified.rows;
    if (verified.brokenAt !== null) return { rows, brokenAt: verified.brokenAt };
    last = end;
  }
}

function hex(sum: bigint): string {
  return sum.toString(16).padStart(64, '0');
}
