import { statfsSync } from 'node:fs';
import { StorageError } from './errors.ts';

/** With less the next batch may not fit any more. */
const LEAST_BYTES = 32 * 1024 ** 2;

export interface DiskRoom {
  /** Bytes that this process may still write, and of the whole disk. */
  free: number;
  whole: number;
}

/** Room of the disk that a folder lies on; null where the system does not tell. */
export function diskRoom(folder: string): DiskRoom | null {
  try {
    const { bavail, bsize, blocks } = statfsSync(folder);
    return { free: bavail * bsize, whole: blocks * bsize };
  } catch {
    return null;
  }
}

/** `磁盘共 48 MB，剩 0 MB`; empty where it is not known. */
export function roomWords(folder: string): string {
  const room = diskRoom(folder);
  return room === null ? '' : `磁盘共 ${sizeOf(room.whole)}，剩 ${sizeOf(room.free)}`;
}

/** Throws StorageError where a disk is as good as full. */
export function mustHaveRoom(folder: string): void {
  const room = diskRoom(folder);
  if (room !== null && room.free < LEAST_BYTES)
    throw new StorageError(`数据目录 ${folder} 所在磁盘快满了（${roomWords(folder)}）：请清理磁盘空间，随后自动继续`);
}

function sizeOf(bytes: number): string {
  const gigabytes = bytes / 1024 ** 3;
  return gigabytes >= 1 ? `${gigabytes.toFixed(1)} GB` : `${Math.floor(bytes / 1024 ** 2)} MB`;
}
