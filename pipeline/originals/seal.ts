import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';

/** AES-256 key with the id that sealed texts name; the key itself is never stored. */
export interface SealKey {
  id: string;
  /** 32 bytes. */
  key: Uint8Array;
}

/** A text under AES-256-GCM (NIST SP 800-38D): 96-bit random nonce, 128-bit tag; all base64. */
export const sealed = z.object({ keyId: z.string(), nonce: z.string(), tag: z.string(), data: z.string() });
export type Sealed = z.infer<typeof sealed>;

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;

/** `about` is bound to the text without being part of it: sealed for one post, it does not open as another's. */
export function seal(text: string, about: string, { id, key }: SealKey): Sealed {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce);
  cipher.setAAD(Buffer.from(about));
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return {
    keyId: id,
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  };
}

/** Null where it does not open: another key under this id, or text, tag or `about` changed. */
export function unseal(text: Sealed, about: string, { key }: SealKey): string | null {
  try {
    const decipher = createDecipheriv(CIPHER, key, Buffer.from(text.nonce, 'base64'), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(about));
    decipher.setAuthTag(Buffer.from(text.tag, 'base64'));
    return Buffer.concat([decipher.update(Buffer.from(text.data, 'base64')), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
