import { trialDecode } from './trial-decode.ts';

export interface DecodeOptions {
  /** Label from outside: a charset name or a whole Content-Type header. */
  declared?: string | undefined;
  /** Also look for a charset inside the page (`<meta>`, XML declaration). */
  html?: boolean;
}

export interface Decoded {
  text: string;
  /** WHATWG name, lower case: `utf-8`, `gb18030`, `big5`, `utf-16le`, … */
  encoding: string;
  /** How many U+FFFD stand where bytes could not be decoded. */
  replaced: number;
}

/**
 * Bytes → text: byte order mark, then strict UTF-8, then the declared label, then a trial of the encodings Chinese
 * text comes in. A declared label that does not fit the bytes is not believed. Never throws.
 */
export function decodeBytes(bytes: Uint8Array, { declared, html = false }: DecodeOptions = {}): Decoded {
  const encoding = detectEncoding(bytes, { declared, html });
  const text = new TextDecoder(encoding).decode(bytes);
  return { text, encoding, replaced: encoding === 'utf-8' && isUtf8(bytes) ? 0 : countReplaced(text) };
}

/** The encoding {@link decodeBytes} would use; `bytes` may be the beginning of something longer. */
export function detectEncoding(bytes: Uint8Array, { declared, html = false }: DecodeOptions = {}): string {
  const marked = byteOrderMark(bytes) ?? zeroBytePattern(bytes);
  if (marked !== null) return marked;
  if (isUtf8(bytes)) return 'utf-8';
  const labels = [declared === undefined ? null : labelOf(declared), html ? labelInside(bytes) : null];
  return trialDecode(
    bytes,
    labels.filter((label) => label !== null),
  );
}

/** A charset name or Content-Type header → the name TextDecoder knows it by; null when it knows none. */
export function labelOf(declared: string): string | null {
  const label = /charset\s*=\s*["']?\s*([^\s"';,]+)/i.exec(declared)?.[1] ?? declared.trim();
  return knownLabel(label) ?? knownLabel(label.replace(/[-_]/g, ''));
}

function knownLabel(label: string): string | null {
  try {
    return new TextDecoder(label).encoding.replace(/^gbk$/, 'gb18030');
  } catch {
    return null; // an unknown name is as good as none: the bytes decide
  }
}

/** True when the bytes are UTF-8, or a piece of it cut off within its last character. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false; // the answer, not a failure
  }
}

export function byteOrderMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null;
}

const SAMPLE_BYTES = 65_536;

/**
 * UTF-16 without a mark: line ends, digits and signs have a zero byte, always in the same half of the pair. Zero
 * bytes are legal UTF-8, so this is asked before UTF-8.
 */
function zeroBytePattern(bytes: Uint8Array): string | null {
  const end = Math.min(bytes.length, SAMPLE_BYTES) & ~1;
  if (end < 4) return null;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < end; i += 2) {
    if (bytes[i] === 0) even++;
    if (bytes[i + 1] === 0) odd++;
  }
  // A stray NUL is no reason to think of UTF-16: in bytes that are UTF-8 as well, half of all would have to be zero.
  const pairs = (end / 2) * (isUtf8(bytes.subarray(0, end)) ? 20 : 1);
  if (odd > pairs * 0.02 && odd > even * 20) return 'utf-16le';
  return even > pairs * 0.02 && even > odd * 20 ? 'utf-16be' : null;
}

/** The charset a page names within its first 4 KB; UTF-16 there cannot be true, since it was read as ASCII. */
function labelInside(bytes: Uint8Array): string | null {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 4096));
  const named =
    /<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(head)?.[1] ??
    /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)/i.exec(head)?.[1];
  const label = named === undefined ? null : labelOf(named);
  return label?.startsWith('utf-16') ? 'utf-8' : label;
}

function countReplaced(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\ufffd'); at !== -1; at = text.indexOf('\ufffd', at + 1)) count++;
  return count;
}
