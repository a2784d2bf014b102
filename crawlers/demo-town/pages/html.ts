const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for HTML and XML, in elements and in quoted attributes. */
export function esc(text: string | number): string {
  return String(text).replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char);
}

/** Lines of text as paragraphs. */
export function paragraphs(text: string): string {
  return text
    .split(/\n+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => `<p>${esc(line)}</p>`)
    .join('\n');
}

export interface Frame {
  title: string;
  /** Further lines of the head. */
  head?: string;
  /** Class of the body: one site, one colour. */
  look: 'gov' | 'news' | 'bbs' | 'board' | 'town';
  charset?: string;
  body: string;
}

/** A whole page. The look is inline, so that a page is one request. */
export function htmlPage({ title, head = '', look, charset = 'utf-8', body }: Frame): string {
  return `<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="${charset}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${esc(title)}</title>
<link rel="icon" href="/favicon.ico">
${head}<style>${CSS}</style>
</head>
<body class="${look}">
${body}
</body>
</html>
`;
}

export function meta(name: string, content: string): string {
  return `<meta name="${name}" content="${esc(content)}">\n`;
}

/** Pages 1…n with the present one marked; `href` gives a page's address. */
export function pager(page: number, pages: number, href: (page: number) => string): string {
  if (pages <= 1) return '';
  const links: string[] = [];
  if (page > 1) links.push(`<a class="prev" href="${esc(href(page - 1))}">上一页</a>`);
  for (let n = 1; n <= pages; n++) {
    links.push(n === page ? `<strong>${n}</strong>` : `<a href="${esc(href(n))}">${n}</a>`);
  }
  if (page < pages) links.push(`<a class="next" href="${esc(href(page + 1))}">下一页</a>`);
  return `<div class="pager">${links.join(' ')}</div>`;
}

/** One page of a list, pages counting from 1; null when there is no such page. An empty list has one empty page. */
export function slicePage<T>(
  all: readonly T[],
  page: number,
  size: number,
): { items: readonly T[]; pages: number } | null {
  const pages = Math.max(1, Math.ceil(all.length / size));
  if (!Number.isInteger(page) || page < 1 || page > pages) return null;
  return { items: all.slice((page - 1) * size, page * size), pages };
}

const CSS =
  'body{margin:0;font:16px/1.8 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:#222;background:#f4f5f7}' +
  'a{color:#1a4f8b;text-decoration:none}a:hover{text-decoration:underline}' +
  'header{color:#fff;padding:18px 24px;background:var(--c)}header h1{margin:0;font-size:24px}header a{color:#fff}' +
  'nav{background:#fff;border-bottom:2px solid var(--c);padding:8px 24px}nav a{margin-right:20px}' +
  'main{max-width:960px;margin:16px auto;background:#fff;padding:20px 28px;box-shadow:0 1px 3px #0002}' +
  'footer{text-align:center;color:#777;font-size:13px;padding:20px}.crumb,.info,.summary{color:#777;font-size:14px}' +
  'ul.list{list-style:none;padding:0}ul.list li{display:flex;gap:16px;border-bottom:1px dashed #ddd;padding:6px 0}' +
  'ul.list li a{flex:1}ul.list .date{color:#888;font-size:14px}h2{border-left:4px solid var(--c);padding-left:10px;font-size:18px}' +
  '.headline{text-align:center;font-size:24px;margin:8px 0}.info{text-align:center;border-bottom:1px solid #eee;padding-bottom:8px}' +
  '.content p{text-indent:2em;margin:.6em 0}.related{margin-top:28px;border-top:1px solid #eee}.pager{text-align:center;padding:12px}' +
  'table{width:100%;border-collapse:collapse}td,th{padding:8px;border-bottom:1px solid #eee;text-align:left;font-size:15px}' +
  '.threads th,.threads td:nth-child(n+2){white-space:nowrap}th{background:#f7f8fa;font-weight:normal;color:#666}.post{border:1px solid #e3e6ea;margin:12px 0}.post .bar{background:#f2f6fb;padding:4px 12px;' +
  'font-size:13px;color:#667}.post .message{padding:8px 16px}.status{padding:0 8px;border-radius:3px;font-size:13px;background:#eee}' +
  '.status.done{background:#e2f3e5;color:#23743a}.status.wait{background:#fdeeda;color:#9a5b00}.answer{background:#f5f9f5;border-left:4px solid #3a9a55;' +
  'padding:8px 16px;margin-top:20px}.gov{--c:#b3261e}.news{--c:#0b5cad}.bbs{--c:#2a7f62}.board{--c:#7a1f2b}.town{--c:#345}';
