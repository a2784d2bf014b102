import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SmallDisk {
  folder: string;
  /** Takes what room there is, but for so many bytes. */
  fill(leave?: number): void;
  /** Gives the room back. */
  free(): void;
  unmount(): void;
}

const BLOCK = 64 * 1024;

/**
 * A file system of its own, of so many MB, in memory. Mounting takes root on Linux; elsewhere it says why there is none, and a
 * test then limits the size of files instead (`prlimit --fsize`), which needs no rights.
 */
export function mountSmallDisk(megabytes: number): SmallDisk | { missing: string } {
  const folder = mkdtempSync(join(tmpdir(), 'yuqing-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'yuqing-test', folder], {
      stdio: 'pipe',
    });
  } catch (error) {
    rmdirSync(folder);
    return {
      missing: `a file system of its own cannot be mounted here: ${error instanceof Error ? error.message : error}`,
    };
  }
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill(leave = 0) {
      const file = openSync(ballast, 'a');
      try {
        for (;;) writeSync(file, Buffer.alloc(BLOCK));
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      } finally {
        closeSync(file);
      }
      truncateSync(ballast, Math.max(0, statSync(ballast).size - leave));
    },
    free: () => rmSync(ballast, { force: true }),
    unmount() {
      // Lazily: a service that was killed a moment ago may still hold a file.
      execFileSync('umount', ['-l', folder], { stdio: 'pipe' });
      rmdirSync(folder);
    },
  };
}
