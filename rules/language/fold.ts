/**
 * Folds a text by a table of 65,536 UTF-16 units. The length never changes, so offsets stay valid; a text that is
 * already folded comes back as the same string.
 */
export function createFold(table: Uint16Array): (text: string) => string {
  // UTF-16 little-endian bytes, whatever the machine; decoded by `ucs2`, which keeps lone surrogates as they are.
  const bytes = Buffer.alloc(1 << 14);
  const most = bytes.length / 2;

  function foldPiece(text: string, start: number, end: number): string {
    let at = 0;
    for (let i = start; i < end; i++) {
      const unit = table[text.charCodeAt(i)] ?? 0;
      bytes[at++] = unit & 0xff;
      bytes[at++] = unit >>> 8;
    }
    return bytes.toString('ucs2', 0, at);
  }

  return (text) => {
    let first = 0;
    while (first < text.length && table[text.charCodeAt(first)] === text.charCodeAt(first)) first += 1;
    if (first === text.length) return text;
    // Decoded in one go where it fits: a string put together from parts is slower to read for everybody who comes after.
    if (text.length <= most) return foldPiece(text, 0, text.length);
    const pieces: string[] = [];
    for (let start = 0; start < text.length; start += most) {
      pieces.push(foldPiece(text, start, Math.min(text.length, start + most)));
    }
    return pieces.join('');
  };
}
