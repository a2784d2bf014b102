import { startTown, type Town, type TownOptions } from '../../../crawlers/demo-town/town.ts';
import type { Logger } from '../../../pipeline/stage.ts';

/** A Monday noon in Shanghai. */
export const NOON = Date.parse('2026-11-23T12:00:00+08:00');

export interface Recorder extends Logger {
  readonly lines: { level: string; fields: object; message: string }[];
}

export function createRecorder(): Recorder {
  const lines: Recorder['lines'] = [];
  const write = (level: string) => (fields: object, message: string) => void lines.push({ level, fields, message });
  return { lines, info: write('info'), warn: write('warn'), error: write('error') };
}

export function openTown(options: Partial<TownOptions> = {}): Promise<Town> {
  return startTown({ now: () => NOON, growEveryMs: 0, log: createRecorder(), ...options });
}

export async function read(
  town: Town,
  path: string,
): Promise<{ status: number; type: string; bytes: Buffer; text: string }> {
  const response = await fetch(town.origin + path);
  const bytes = Buffer.from(await response.arrayBuffer());
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    bytes,
    text: bytes.toString('utf8'),
  };
}

/** Addresses of a page's links, as written, without those that leave the town. */
export function linksOf(html: string): string[] {
  return [...html.matchAll(/<a[^>]* href="([^"]+)"/g)]
    .map((match) => (match[1] ?? '').replaceAll('&amp;', '&'))
    .filter((href) => href.startsWith('/'));
}
