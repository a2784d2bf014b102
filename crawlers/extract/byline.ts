import { firstMeta, type Metas } from './meta.ts';

/** Who signs the page: the author where named, else the source it names. Null where neither is shown. */
export function readByline(document: Document, metas: Metas, lines: readonly string[]): string | null {
  const head = lines.slice(0, 400).filter((line) => line.length < 200);
  const candidates = [
    firstMeta(metas, ['author', 'article:author', 'og:article:author', 'mediaid', 'byl']),
    document.querySelector('[itemprop="author"], [rel="author"]')?.textContent ?? null,
    after(head, /(?:作者|撰文|发布者|楼主)\s*[:：]\s*/),
    firstMeta(metas, ['contentsource', 'source', 'article:source', 'copyright']),
    after(head, /(?:来源|出处|信息来源|稿源)\s*[:：]\s*/),
  ];
  for (const candidate of candidates) {
    const name = candidate === null ? '' : tidy(candidate);
    if (
      name !== '' &&
      name.length <= 40 &&
      !/^(?:https?:|undefined|null$|admin$|未知|网络|\d+$|name\b)/i.test(name) &&
      !name.includes('@')
    )
      return name;
  }
  return null;
}

function after(lines: readonly string[], label: RegExp): string | null {
  for (const line of lines) {
    const found = label.exec(line);
    if (!found) continue;
    const rest = line.slice(found.index + found[0].length);
    const name = /^[^\s\u3000\t|｜,，;；()（）[\]【】<>]{1,40}/.exec(rest)?.[0] ?? '';
    if (name !== '' && !/^\d{2,4}[-年]/.test(name)) return name;
  }
  return null;
}

function tidy(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(?:作者|来源|文)\s*[:：/]\s*/, '');
}
