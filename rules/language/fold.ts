/**
 * Folds a text by a table of 65,536 UTF-16 units. The length never changes, so offsets stay valid; a text that is
 * already folded comes back as the same string.
 */
export function createFold(table: Uint16Array): (text: string) => string {
  // A short-lived buffer per call would cost more than the folding; the size bounds the argument list below.
  const buffer = new Uint16Array(8192);
  return (text) => {
    let first = 0;
    while (first < text.length && table[text.charCodeAt(first)] === text.charCodeAt(first)) first += 1;
    if (first === text.length) return text;
    let folded = text.slice(0, first);
    for (let start = first; start < text.length; start += buffer.length) {
      const count = Math.min(buffer.length, text.length - start);
      for (let i = 0; i < count; i++) buffer[i] = table[text.charCodeAt(start + i)] ?? 0;
      folded += String.fromCharCode.apply(null, Array.from(buffer.subarray(0, count)));
    }
    return folded;
  };
}
