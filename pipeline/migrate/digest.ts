import { createHash } from 'node:crypto';
import { canonicalJson } from '../store/canonical-json.ts';
import { type RecordKind, type Records, readable } from '../store/records.ts';

/** Of all records of a kind on one side, whatever the order they are read in. */
export interface Digest {
  /** Records that can be read. */
  count: number;
  /** Sum of the SHA-256 of each record's id and canonical JSON, modulo 2^256. */
  sum: bigint;
  /** How many cannot be read, and the first of them. */
  unreadable: number;
  firstUnreadable: readonly string[];
  /** The same by the first 12 bits of the hash of the id: tells where two sides differ without holding all their ids. */
  parts: ReadonlyMap<number, bigint>;
}

const MODULUS = 1n << 256n;
const TOLD = 5;
/** So many parts are looked through for the ids that differ. */
const PARTS_LOOKED_AT = 4;

/** `onRead` is told how many records were read since it was last called. */
export async function digestOf(records: Records, kind: RecordKind, onRead?: (n: number) => void): Promise<Digest> {
  const parts = new Map<number, bigint>();
  const firstUnreadable: string[] = [];
  let [count, sum, unreadable] = [0, 0n, 0];
  for await (const page of records.read(kind)) {
    for (const { id, doc } of page.records) {
      if (readable(kind, doc) === null) {
        unreadable += 1;
        if (firstUnreadable.length < TOLD) firstUnreadable.push(id);
        continue;
      }
      const hash = hashOf(id, doc);
      count += 1;
      sum = (sum + hash) % MODULUS;
      const part = partOf(id);
      parts.set(part, ((parts.get(part) ?? 0n) + hash) % MODULUS);
    }
    onRead?.(page.records.length);
  }
  return { count, sum, unreadable, firstUnreadable, parts };
}

export function isSame(a: Digest, b: Digest): boolean {
  return a.count === b.count && a.sum === b.sum;
}

/** The first ids whose records are not the same on both sides, of two digests that differ. */
export async function firstDifferences(
  kind: RecordKind,
  a: { records: Records; digest: Digest },
  b: { records: Records; digest: Digest },
): Promise<string[]> {
  const all = [...new Set([...a.digest.parts.keys(), ...b.digest.parts.keys()])].toSorted((x, y) => x - y);
  const parts = new Set(
    all.filter((part) => a.digest.parts.get(part) !== b.digest.parts.get(part)).slice(0, PARTS_LOOKED_AT),
  );
  const [here, there] = await Promise.all([hashesIn(a.records, kind, parts), hashesIn(b.records, kind, parts)]);
  const ids = [...new Set([...here.keys(), ...there.keys()])].filter((id) => here.get(id) !== there.get(id));
  return ids.toSorted().slice(0, TOLD);
}

async function hashesIn(records: Records, kind: RecordKind, parts: ReadonlySet<number>): Promise<Map<string, bigint>> {
  const found = new Map<string, bigint>();
  for await (const page of records.read(kind)) {
    for (const { id, doc } of page.records) {
      if (!parts.has(partOf(id)) || readable(kind, doc) === null) continue;
      // A record that is there twice is a difference too.
      found.set(id, (found.get(id) ?? 0n) + hashOf(id, doc));
    }
  }
  return found;
}

function partOf(id: string): number {
  return createHash('sha256').update(id).digest().readUInt16BE() >> 4;
}

function hashOf(id: string, doc: string): bigint {
  const parsed: unknown = JSON.parse(doc);
  return BigInt(
    `0x${createHash('sha256')
      .update(canonicalJson([id, parsed]))
      .digest('hex')}`,
  );
}
