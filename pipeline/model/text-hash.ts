/**
 * A hash of a stretch of text, below 2^52 and so exact as a JavaScript number and as an integer column: two rounds of
 * FNV-1a with the final mix of MurmurHash3. Evenly spread, not for secrets.
 */
export function textHash(text: string, start = 0, end = text.length): number {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let i = start; i < end; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x5bd1e995);
    high ^= high >>> 15;
  }
  return (mix(high) & 0xfffff) * 0x1_0000_0000 + mix(low);
}

function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
