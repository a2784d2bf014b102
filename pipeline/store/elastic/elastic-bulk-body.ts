import type { Found, Source, Write } from './elastic-write.ts';

/** One write of a bulk request, with its lines as bytes: they are sent again as they are. */
export interface Encoded {
  id: string;
  do: Write['do'];
  bytes: Buffer;
}

/** A node takes 100 MB at once; a request much above this is no faster. */
const MOST_BYTES = 10_000_000;
const FIRST_BYTES = 1 << 18;

/**
 * The writes in portions of one request each, in order. Each is made into bytes as it comes: of a thousand long records
 * only those stay, off the heap, so that writes that are made one at a time never lie in memory all at once.
 */
export function* bulkPortions(writes: Iterable<Write>): Generator<Encoded[]> {
  let portion: Encoded[] = [];
  let used = 0;
  let room = Buffer.allocUnsafe(FIRST_BYTES);
  let at = 0;
  for (const write of writes) {
    const text = linesOf(write);
    const most = text.length * BYTES_OF_A_UNIT;
    if (at + most > room.length) {
      room = Buffer.allocUnsafe(Math.max(2 * room.length, most));
      at = 0;
    }
    const length = room.write(text, at);
    if (used > 0 && used + length > MOST_BYTES) {
      yield portion;
      portion = [];
      used = 0;
    }
    portion.push({
      id: 'found' in write ? write.found.id : write.id,
      do: write.do,
      bytes: room.subarray(at, at + length),
    });
    at += length;
    used += length;
  }
  if (portion.length > 0) yield portion;
}

/** In UTF-8, at most. */
const BYTES_OF_A_UNIT = 3;

function linesOf(write: Write): string {
  const [what, source] = operationOf(write);
  return source === undefined ? `${JSON.stringify(what)}\n` : `${JSON.stringify(what)}\n${JSON.stringify(source)}\n`;
}

function operationOf(write: Write): [Source, Source?] {
  switch (write.do) {
    case 'put':
      return [{ index: { _index: write.index, _id: write.id, ...notOlder(write.version) } }, write.source];
    case 'create':
      return [{ create: { _index: write.index, _id: write.id } }, write.source];
    case 'replace':
      return [{ index: { _index: write.found.index, _id: write.found.id, ...unchanged(write.found) } }, write.source];
    case 'delete':
      return [{ delete: { _index: write.index, _id: write.id } }];
  }
}

function notOlder(version: number | undefined) {
  return version === undefined ? {} : { version, version_type: 'external_gte' };
}

function unchanged({ seqNo, primaryTerm }: Found) {
  return { if_seq_no: seqNo, if_primary_term: primaryTerm };
}
