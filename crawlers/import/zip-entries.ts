import { crc32, createInflateRaw } from 'node:zlib';

/** A file inside a zip, as its directory lists it. */
export interface ZipEntry {
  name: string;
  /** Whether its bytes are deflated; stored otherwise. */
  deflated: boolean;
  packed: Uint8Array;
  /** Check sum of the unpacked bytes. */
  crc: number;
}

const END_MARK = 0x06054b50;
const END64_LOCATOR_MARK = 0x07064b50;
const DIRECTORY_MARK = 0x02014b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
/** Stands where a number is kept in a 64-bit field instead. */
const ELSEWHERE = 0xffffffff;

/** The directory of a zip; null when there is none (cut off, or no zip). Entries outside the file are left out. */
export function zipEntries(bytes: Uint8Array): ZipEntry[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = directoryOffset(view);
  if (at === null) return null;
  const entries: ZipEntry[] = [];
  while (at + 46 <= bytes.length && view.getUint32(at, true) === DIRECTORY_MARK) {
    const nameEnd: number = at + 46 + view.getUint16(at + 28, true);
    const next: number = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    const { packed, offset } = placeOf(view, at, { from: nameEnd, to: Math.min(next, bytes.length) });
    if (offset + 30 <= bytes.length) {
      const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
      entries.push({
        name: new TextDecoder().decode(bytes.subarray(at + 46, nameEnd)),
        deflated: view.getUint16(at + 10, true) === 8,
        packed: bytes.subarray(start, start + packed),
        crc: view.getUint32(at + 16, true),
      });
    }
    at = next;
  }
  return entries;
}

function directoryOffset(view: DataView): number | null {
  const highest = view.byteLength - END_BYTES;
  for (let end = highest; end >= Math.max(0, highest - LONGEST_COMMENT); end--) {
    if (view.getUint32(end, true) !== END_MARK) continue;
    const offset = view.getUint32(end + 16, true);
    if (offset !== ELSEWHERE) return offset;
    const located = end >= 20 && view.getUint32(end - 20, true) === END64_LOCATOR_MARK;
    const end64 = located ? Number(view.getBigUint64(end - 12, true)) : view.byteLength;
    return end64 + 56 <= view.byteLength ? Number(view.getBigUint64(end64 + 48, true)) : null;
  }
  return null;
}

/** Packed size and position of an entry, from the 64-bit extra field where the directory says so. */
function placeOf(view: DataView, at: number, extra: { from: number; to: number }): { packed: number; offset: number } {
  const place = { packed: view.getUint32(at + 20, true), offset: view.getUint32(at + 42, true) };
  for (let i = extra.from; i + 4 <= extra.to; i += 4 + view.getUint16(i + 2, true)) {
    if (view.getUint16(i, true) !== 1) continue;
    let value = i + 4 + (view.getUint32(at + 24, true) === ELSEWHERE ? 8 : 0);
    for (const key of ['packed', 'offset'] as const) {
      if (place[key] !== ELSEWHERE || value + 8 > extra.to) continue;
      place[key] = Number(view.getBigUint64(value, true));
      value += 8;
    }
  }
  return place;
}

/**
 * Unpacks the entries without keeping anything: how many bytes they really have, and which are damaged. Stops soon after
 * `limit`. What a zip says of its own sizes is not believed.
 */
export async function testUnpack(
  entries: readonly ZipEntry[],
  limit: number,
): Promise<{ bytes: number; damaged: Set<ZipEntry> }> {
  const damaged = new Set<ZipEntry>();
  let bytes = 0;
  for (const entry of entries) {
    try {
      for await (const chunk of unpack(entry)) {
        bytes += chunk.length;
        if (bytes > limit) return { bytes, damaged };
      }
    } catch {
      damaged.add(entry); // what the caller asked for
    }
  }
  return { bytes, damaged };
}

/** The unpacked bytes in pieces. Throws where they are damaged, after what could be read. */
export async function* unpack({ deflated, packed, crc }: ZipEntry): AsyncGenerator<Uint8Array> {
  let sum = 0;
  for await (const chunk of deflated ? inflate(packed) : [packed]) {
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (sum !== crc) throw new Error('check sum does not fit');
}

async function* inflate(packed: Uint8Array): AsyncGenerator<Uint8Array> {
  const stream = createInflateRaw({ chunkSize: 262_144 });
  stream.end(packed);
  for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk;
}

/** The unpacked bytes as UTF-8 text; `damaged` when they end early or do not fit their check sum. */
export async function unpackText(entry: ZipEntry): Promise<{ text: string; damaged: boolean }> {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of unpack(entry)) text += decoder.decode(chunk, { stream: true });
    return { text: text + decoder.decode(), damaged: false };
  } catch {
    return { text, damaged: true };
  }
}
