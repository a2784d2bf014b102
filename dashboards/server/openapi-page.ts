import { html } from 'hono/html';
import type { OpenApiDocument } from './openapi-document.ts';

/** The description as a page to read: no script, nothing from elsewhere. */
export function openApiPage(document: OpenApiDocument) {
  const groups = new Map<string, ReturnType<typeof rowsOf>>();
  for (const row of rowsOf(document)) groups.set(row.tag, [...(groups.get(row.tag) ?? []), row]);
  return html`<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${document.info.title}</title>
<style>
  body { font: 16px/1.6 "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  code, pre { font: 14px/1.5 monospace; } pre { background: #f4f4f4; padding: .75rem; overflow: auto; max-height: 28rem; }
  summary { cursor: pointer; padding: .35rem 0; } .method { display: inline-block; min-width: 4.5rem; font-weight: 700; }
</style></head>
<body><h1>${document.info.title}</h1><p>${document.info.description}</p>
<p><a href="/api/openapi.json">openapi.json</a>（OpenAPI ${document.openapi}）</p>
${[...groups].map(([tag, rows]) => html`<h2>${tag}</h2>${rows.map(rowHtml)}`)}
<h2>数据结构</h2>
${Object.entries(document.components?.schemas ?? {}).map(
  ([name, shape]) =>
    html`<details id="${name}"><summary><code>${name}</code></summary><pre>${pretty(shape)}</pre></details>`,
)}
</body></html>`;
}

function rowsOf(document: OpenApiDocument) {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    (['get', 'post', 'patch', 'delete'] as const).flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ path, method, operation, tag: operation.tags?.[0] ?? '' }];
    }),
  );
}

function rowHtml({ path, method, operation }: ReturnType<typeof rowsOf>[number]) {
  const { summary, description, parameters, requestBody, responses } = operation;
  return html`<details><summary><span class="method">${method.toUpperCase()}</span><code>${path}</code> ${summary}</summary>
${description ? html`<p>${description}</p>` : ''}<pre>${pretty({ parameters, requestBody, responses })}</pre></details>`;
}

function pretty(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
