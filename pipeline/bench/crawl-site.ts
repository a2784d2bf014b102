import { createServer } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';

/**
 * A web site on loopback in a thread of its own, so that serving costs neither crawler anything of its thread: list
 * pages of twenty entries that lead to articles of about 20 KB. Tells its port, and ends with the thread.
 */
const { pages } = z.object({ pages: z.int() }).parse(workerData);
const A_LIST = 20;

const sentence = '业主反映三号楼自十一月起室温不足十六度，物业三次上门测温均未处理，街道办要求供热公司三天之内答复。';
const nav = Array.from({ length: 60 }, (_, n) => `<li><a href="/channel/${n}">频道${n}</a></li>`).join('');
const frame = (title: string, main: string): string =>
  `<!doctype html><html><head><meta charset="utf-8"><title>${title}</title></head><body><nav><ul>${nav}</ul></nav>${main}<footer>${'版权所有 '.repeat(50)}</footer></body></html>`;

function article(n: number): string {
  const paragraphs = Array.from({ length: 60 }, (_, i) => `<p>${sentence}（${n}-${i}）</p>`).join('');
  return frame(
    `第${n}条`,
    `<h1>第${n}条关于供暖的消息</h1><p class="t">2026-03-02 08:15</p><div class="c">${paragraphs}</div>`,
  );
}

function list(page: number): string {
  const first = (page - 1) * A_LIST;
  const entries = Array.from({ length: Math.min(A_LIST, pages - first) }, (_, i) => first + i)
    .map((n) => `<li class="e"><a href="../a/${n}.html">第${n}条关于供暖的消息</a></li>`)
    .join('');
  const next = first + A_LIST < pages ? `<a class="next" href="../list/${page + 1}">下一页</a>` : '';
  return frame('列表', `<ul>${entries}</ul>${next}`);
}

const server = createServer((request, response) => {
  // `/SECTION/list/1`, `/SECTION/a/17.html`: every section is the whole site again.
  const [, , kind, number] = (request.url ?? '').split(/[/.]/);
  const n = Number(number);
  const body = kind === 'a' ? article(n) : kind === 'list' ? list(n) : null;
  response.writeHead(body === null ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' }).end(body ?? '');
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address !== 'string') parentPort?.postMessage(address.port);
});
