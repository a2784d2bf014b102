/** What a page says of itself in JSON-LD (schema.org, and the Baidu dialect `cambrian.jsonld`). */
export interface Structured {
  headline: string | null;
  published: string | null;
  author: string | null;
  /** True when a node calls itself an article, posting or question. */
  article: boolean;
  comments: number | null;
}

const MOST_NODES = 200;
const ARTICLE = /^(?:\w*Article|\w*Posting|\w*Report|Question|QAPage)$/;
const PUBLISHED = ['datePublished', 'pubDate', 'dateCreated', 'uploadDate'];

/** Never throws: a script that is no JSON says nothing. */
export function readStructured(document: Document): Structured {
  const found: Structured = { headline: null, published: null, author: null, article: false, comments: null };
  for (const node of nodesOf(document)) {
    const isArticle = typesOf(node).some((type) => ARTICLE.test(type));
    found.article ||= isArticle;
    if (!isArticle && textOf(node.pubDate) === null) continue;
    found.headline ??= textOf(node.headline) ?? textOf(node.title);
    found.published ??= firstText(PUBLISHED.map((name) => node[name]));
    found.author ??= nameOf(node.author);
    found.comments ??= typeof node.commentCount === 'number' ? node.commentCount : null;
  }
  return found;
}

type Node = Readonly<Record<string, unknown>>;

function nodesOf(document: Document): Node[] {
  const nodes: Node[] = [];
  const collect = (value: unknown, depth: number): void => {
    if (depth > 4 || nodes.length >= MOST_NODES) return;
    if (Array.isArray(value)) for (const one of value) collect(one, depth + 1);
    else if (isNode(value)) {
      nodes.push(value);
      collect(value['@graph'], depth + 1);
      collect(value.mainEntity, depth + 1);
    }
  };
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
    // Line ends inside strings are the usual mistake of hand-written blocks.
    const text = (script.textContent ?? '').replace(/\p{Cc}+/gu, ' ').replace(/^\s*\/\/.*?(?=\{)/, '');
    try {
      collect(JSON.parse(text), 0);
    } catch {
      // Broken metadata is as good as none: title and time are looked for elsewhere.
    }
  }
  return nodes;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

function typesOf(node: Node): string[] {
  const type = node['@type'];
  return (Array.isArray(type) ? type : [type]).filter((one) => typeof one === 'string');
}

function nameOf(value: unknown): string | null {
  if (Array.isArray(value)) return nameOf(value[0]);
  return isNode(value) ? textOf(value.name) : textOf(value);
}

function firstText(values: readonly unknown[]): string | null {
  for (const value of values) {
    const text = textOf(value);
    if (text !== null) return text;
  }
  return null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}
