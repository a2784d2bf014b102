/**
 * Folds a text by a table of 65,536 UTF-16 units. The length never changes, so offsets stay valid; a text that is
 * already folded comes back as the same string.
 */
export function createFold(table: Uint16Array): (text: string) => string {
  const buffer = new Uint16Array(4096);
  return (text) => {
    let first = 0;
    while (first < text.length && table[text.charCodeAt(first)] === text.charCodeAt(first)) first += 1;
    if (first === text.length) return text;
    let folded = text.slice(0, first);
    for (let start = first; start < text.length; start += buffer.length) {
      const end = Math.min(start + buffer.length, text.length);
      for (let i = start; i < end; i++) buffer[i - start] = table[text.charCodeAt(i)] ?? 0;
      folded += String.fromCharCode(...buffer.subarray(0, end - start));
    }
    return folded;
  };
}
