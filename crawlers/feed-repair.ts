const CDATA = '<![CDATA[';
const CDATA_END = ']]>';

/**
 * Mends what keeps a feed from being read although everybody can see what is meant: control characters, which XML
 * forbids, and a `<` that opens no tag (室温<16度). Linear in length.
 */
export function repairFeed(text: string): string {
  return escapeLooseSigns(text.replace(/(?![\t\n\r])\p{Cc}/gu, ''));
}

function escapeLooseSigns(text: string): string {
  let mended = '';
  let at = 0;
  while (at < text.length) {
    const cdata = text.indexOf(CDATA, at);
    const end = cdata === -1 ? text.length : cdata;
    mended += text.slice(at, end).replace(/<(?![A-Za-z_/!?])/g, '&lt;');
    if (cdata === -1) break;
    const close = text.indexOf(CDATA_END, cdata);
    at = close === -1 ? text.length : close + CDATA_END.length;
    mended += text.slice(cdata, at);
  }
  return mended;
}

/** Tags open within each other; what the readers do with more takes them minutes. */
const MOST_DEPTH = 25_000;

/** Whether more tags stand open at one place than any feed has reason for. Linear in length. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [, closing, , single] of text.matchAll(/<(\/?)([A-Za-z_][^<>]*?)(\/?)>/g)) {
    depth = Math.max(0, depth + (closing === '/' ? -1 : single === '/' ? 0 : 1));
    if (depth > MOST_DEPTH) return true;
  }
  return false;
}

const MONTHS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二'];
const CHINESE_MONTH = /(?<!\d)(\d{1,2})[\s-]+(十[一二]?|[一二三四五六七八九]|\d{1,2})月[\s-]+(\d{4})/;

/** `周二, 05 三月 2024 10:20:30 +0800`, as programs write it that format dates in the server's own language. */
export function plainFeedDate(date: string): string {
  return date.replace(CHINESE_MONTH, (_whole, day: string, month: string, year: string) => {
    const number = /\d/.test(month) ? Number(month) : MONTHS.indexOf(month) + 1;
    return `${year}-${number}-${day}`;
  });
}

/**
 * Atom allows content in base64. What decodes to readable text is taken for it; anything else is left as it stands:
 * ordinary words hardly ever have the form.
 */
export function decodeBase64Text(text: string): string {
  const packed = text.replace(/\s+/g, '');
  if (packed.length < 16 || packed.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(packed)) return text;
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(packed, 'base64'));
    return /(?![\t\n\r])\p{Cc}/u.test(decoded) || !/[\s\p{Script=Han}]/u.test(decoded) ? text : decoded;
  } catch {
    return text; // not text, so not ours to read
  }
}
