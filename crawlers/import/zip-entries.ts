import { createInflateRaw } from 'node:zlib';

/** A file inside a zip, as its directory lists it. */
export interface ZipEntry {
  name: string;
  /** Whether its bytes are deflated; stored otherwise. */
  deflated: boolean;
  packed: Uint8Array;
}

const END_MARK = 0x06054b50;
const DIRECTORY_MARK = 0x02014b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;

/** The directory of a zip; null when there is none (cut off, or no zip). Entries that lie outside the file are left out. */
export function zipEntries(bytes: Uint8Array): ZipEntry[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - END_BYTES;
  const lowest = Math.max(0, end - LONGEST_COMMENT);
  while (end >= lowest && view.getUint32(end, true) !== END_MARK) end--;
  if (end < lowest) return null;
  const entries: ZipEntry[] = [];
  let at = view.getUint32(end + 16, true);
  while (at + 46 <= bytes.length && view.getUint32(at, true) === DIRECTORY_MARK) {
    const nameEnd = at + 46 + view.getUint16(at + 28, true);
    const local = view.getUint32(at + 42, true);
    if (local + 30 <= bytes.length) {
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      entries.push({
        name: new TextDecoder().decode(bytes.subarray(at + 46, nameEnd)),
        deflated: view.getUint16(at + 10, true) === 8,
        // A size kept elsewhere (zip64) reads as 4 GB, so the rest of the file is taken: deflated data ends itself.
        packed: bytes.subarray(start, start + view.getUint32(at + 20, true)),
      });
    }
    at = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/**
 * Bytes the entries really unpack to, counted by unpacking them without keeping anything; stops soon after `limit`.
 * What a zip says of its own sizes is not believed. Damaged data counts as far as it goes.
 */
export async function unpackedBytes(entries: readonly ZipEntry[], limit: number): Promise<number> {
  let total = 0;
  for (const { deflated, packed } of entries) {
    total += deflated ? await inflatedBytes(packed, limit - total) : packed.length;
    if (total > limit) break;
  }
  return total;
}

function inflatedBytes(packed: Uint8Array, limit: number): Promise<number> {
  return new Promise((resolve) => {
    const inflate = createInflateRaw();
    let total = 0;
    const finish = () => {
      inflate.destroy();
      resolve(total);
    };
    inflate.on('data', (chunk: Uint8Array) => {
      total += chunk.length;
      if (total > limit) finish();
    });
    inflate.on('end', finish);
    inflate.on('error', finish); // the reader of the sheet says what is damaged
    inflate.end(packed);
  });
}
