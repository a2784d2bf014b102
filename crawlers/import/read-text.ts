import { createReadStream } from 'node:fs';
import { byteOrderMark, detectEncoding } from './decode.ts';

const CHUNK_BYTES = 262_144;

/** A text file in pieces, decoded, without its byte order mark; line ends are as in the file. Memory is bounded. */
export async function* readText(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(await fileEncoding(path));
  for await (const chunk of bytesOf(path)) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/**
 * The encoding of a file. The whole of it is checked for being UTF-8, since the first Chinese character may come late;
 * what is not UTF-8 is judged by the piece where that shows.
 */
export async function fileEncoding(path: string): Promise<string> {
  const strict = new TextDecoder('utf-8', { fatal: true });
  let first = true;
  for await (const chunk of bytesOf(path)) {
    if (first) {
      const marked = byteOrderMark(chunk) ?? detectEncoding(chunk);
      if (marked.startsWith('utf-16') || byteOrderMark(chunk) !== null) return marked;
    }
    first = false;
    try {
      strict.decode(chunk, { stream: true });
    } catch {
      return detectEncoding(chunk); // not UTF-8, as far as this piece goes
    }
  }
  return 'utf-8';
}

async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    yield chunk instanceof Uint8Array ? chunk : Buffer.from(chunk);
  }
}
