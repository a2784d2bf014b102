/**
 * Folds a text by a table of 65,536 UTF-16 units. The length never changes, so offsets stay valid; a text that is
 * already folded comes back as the same string.
 */
export function createFold(table: Uint16Array): (text: string) => string {
  // UTF-16 little-endian bytes, whatever the machine; decoded by `ucs2`, which keeps lone surrogates as they are.
  const bytes = Buffer.alloc(1 << 14);
  return (text) => {
    let first = 0;
    while (first < text.length && table[text.charCodeAt(first)] === text.charCodeAt(first)) first += 1;
    if (first === text.length) return text;
    let folded = text.slice(0, first);
    for (let start = first; start < text.length; start += bytes.length / 2) {
      const count = Math.min(bytes.length / 2, text.length - start);
      for (let i = 0; i < count; i++) {
        const unit = table[text.charCodeAt(start + i)] ?? 0;
        bytes[2 * i] = unit & 0xff;
        bytes[2 * i + 1] = unit >>> 8;
      }
      folded += bytes.toString('ucs2', 0, count * 2);
    }
    return folded;
  };
}
