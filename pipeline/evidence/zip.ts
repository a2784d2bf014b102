import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipFile {
  /** ASCII, without folders. */
  name: string;
  bytes: Uint8Array;
}

const VERSION = 20;
const DEFLATE = 8;
/** 1980-01-01, the first day that the format knows: times of the files stand in the manifest, and equal files make equal archives. */
const DAY = 0x0021;

/** The files as a zip archive (PKWARE APPNOTE 4.3), which every office computer opens. For less than 4 GiB and 65,535 files. */
export function zipOf(files: readonly ZipFile[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of files) {
    const packed = deflateRawSync(bytes);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(VERSION, 0);
    shared.writeUInt16LE(DEFLATE, 4);
    shared.writeUInt16LE(DAY, 8);
    shared.writeUInt32LE(crc32(bytes), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(bytes.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const label = Buffer.from(name, 'ascii');
    parts.push(Buffer.from('PK\u0003\u0004', 'latin1'), shared, label, packed);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const made = Buffer.from([VERSION, 0]);
    directory.push(Buffer.from('PK\u0001\u0002', 'latin1'), made, shared, place, label);
    offset += 4 + shared.length + label.length + packed.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(index.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, index, Buffer.from('PK\u0005\u0006', 'latin1'), end]);
}
