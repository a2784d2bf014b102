import { readFile } from 'node:fs/promises';
import xz from 'xz-decompress';

/**
 * Lines of a UTF-8 text file packed with xz, one at a time, without line ends. The packed file is held in memory, what it
 * unpacks to is not. Throws on a damaged file.
 */
export async function* xzLines(path: string): AsyncGenerator<string> {
  const packed = new Blob([await readFile(path)]);
  const decoder = new TextDecoder();
  let kept = '';
  for await (const bytes of new xz.XzReadableStream(packed.stream())) {
    const lines = (kept + decoder.decode(bytes, { stream: true })).split('\n');
    kept = lines.pop() ?? '';
    for (const line of lines) yield withoutReturn(line);
  }
  if (kept !== '') yield withoutReturn(kept);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
