import type { IncomingMessage } from 'node:http';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw, createZstdDecompress } from 'node:zlib';
import { TransportError } from './transport-reasons.ts';

export const ACCEPT_ENCODING = 'gzip, deflate, br, zstd';

/**
 * The body of a response, decompressed, at most `maxBytes` on the wire and after unpacking.
 * Throws TransportError `too-large`, `bad-encoding` or `connection-lost`; the response is destroyed then.
 */
export async function readBody(
  response: IncomingMessage,
  url: string,
  maxBytes: number,
): Promise<{ body: Buffer; wireBytes: number }> {
  const packed = await collect(response, url, maxBytes, 'connection-lost').finally(() => response.destroy());
  const expected = Number(response.headers['content-length']);
  if (!response.complete || (Number.isFinite(expected) && packed.length < expected))
    throw new TransportError('connection-lost', url, { retryable: true });
  const codings = (response.headers['content-encoding'] ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  const wireBytes = packed.length;
  if (codings.length === 0 || wireBytes === 0) return { body: packed, wireBytes };
  // Nested codings have no honest use on a page and multiply what a bomb can do.
  const only = codings.length === 1 ? codings[0] : undefined;
  const unpacker = only === undefined ? null : createUnpacker(only, packed);
  if (unpacker === null) throw new TransportError('bad-encoding', `${url} ${codings.join(',')}`);
  unpacker.end(packed);
  const body = await collect(unpacker, url, maxBytes, 'bad-encoding').finally(() => unpacker.destroy());
  return { body, wireBytes };
}

function createUnpacker(coding: string, packed: Buffer) {
  if (coding === 'gzip' || coding === 'x-gzip') return createGunzip();
  if (coding === 'br') return createBrotliDecompress();
  if (coding === 'zstd') return createZstdDecompress();
  // Some servers send raw deflate under the name of the zlib format; its header is 0x?8 and a multiple of 31.
  if (coding === 'deflate')
    return packed.length > 1 && ((packed[0] ?? 0) & 15) === 8 && packed.readUInt16BE(0) % 31 === 0
      ? createInflate()
      : createInflateRaw();
  return null;
}

async function collect(
  stream: NodeJS.ReadableStream,
  url: string,
  maxBytes: number,
  broken: 'connection-lost' | 'bad-encoding',
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      const part = Buffer.from(chunk);
      size += part.length;
      if (size > maxBytes) throw new TransportError('too-large', `${url} > ${maxBytes} B`);
      chunks.push(part);
    }
  } catch (error) {
    if (error instanceof TransportError) throw error;
    throw new TransportError(broken, url, { cause: error, retryable: broken === 'connection-lost' });
  }
  return Buffer.concat(chunks, size);
}
