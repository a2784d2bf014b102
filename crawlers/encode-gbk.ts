let table: ReadonlyMap<string, number> | null = null;

/** Character → GBK code, read off the platform's decoder, which has no encoder of its own. */
function gbkTable(): ReadonlyMap<string, number> {
  if (table) return table;
  const built = new Map<string, number>();
  const decoder = new TextDecoder('gbk');
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue;
      const char = decoder.decode(Uint8Array.of(lead, trail));
      if (char.length === 1 && char !== '\ufffd' && !built.has(char)) built.set(char, (lead << 8) | trail);
    }
  }
  table = built;
  return built;
}

/** Text as GBK bytes; what GBK has not is given by `missing`, by default a question mark. */
export function encodeGbk(text: string, missing: (char: string) => string = () => '?'): Buffer {
  const codes = gbkTable();
  const bytes: number[] = [];
  for (const char of text) {
    const point = char.codePointAt(0) ?? 0;
    const code = codes.get(char);
    if (point < 0x80) bytes.push(point);
    else if (code !== undefined) bytes.push(code >> 8, code & 0xff);
    else bytes.push(...Buffer.from(missing(char), 'latin1'));
  }
  return Buffer.from(bytes);
}

/** HTML as GBK bytes; characters that GBK has not (emoji) become character references. */
export function encodeGbkHtml(html: string): Buffer {
  return encodeGbk(html, (char) => `&#${char.codePointAt(0)};`);
}
