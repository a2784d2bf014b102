/** Text → bytes in an encoding that the runtime can only read: every two-byte code is decoded once to find its character. */
function encoder(encoding: string): (text: string) => Uint8Array {
  const codes = new Map<string, [number, number]>();
  const decoder = new TextDecoder(encoding);
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const sign = decoder.decode(Uint8Array.of(lead, trail));
      if (sign.length === 1 && sign !== '\ufffd' && !codes.has(sign)) codes.set(sign, [lead, trail]);
    }
  }
  return (text) =>
    Uint8Array.from(
      [...text].flatMap((sign) => {
        const code = codes.get(sign);
        if (code !== undefined) return code;
        if (sign.charCodeAt(0) < 0x80) return [sign.charCodeAt(0)];
        throw new Error(`${sign} is not in ${encoding}`);
      }),
    );
}

export const encodeGb = encoder('gbk');
export const encodeBig5 = encoder('big5');
