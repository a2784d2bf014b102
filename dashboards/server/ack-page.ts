import { html, raw } from 'hono/html';
import { ACK_PROBLEMS, type AckLook } from '../../pipeline/notify/ack-link.ts';

type Html = ReturnType<typeof html>;

// Forms of a page under "no-referrer" send `Origin: null`, which the server must take for a foreign page; the address
// holds the token, and "same-origin" keeps it from other sites as well.
const HEAD = raw(`<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="referrer" content="same-origin"><meta name="robots" content="noindex">
<style>
:root{color-scheme:light dark;font:16px/1.6 system-ui,"PingFang SC","Microsoft YaHei",sans-serif}
body{margin:0 auto;padding:20px 16px 40px;max-width:560px;overflow-wrap:anywhere}
h1{font-size:20px;line-height:1.4;margin:8px 0 12px}
.level{display:inline-block;padding:0 10px;border-radius:4px;color:#fff;font-weight:600}
.红{background:#cf1322}.橙{background:#b84a00}.黄{background:#8a6400}.蓝{background:#0958d9}
button{display:block;width:100%;min-height:52px;margin-top:12px;border:0;border-radius:8px;background:#0958d9;color:#fff;font:600 17px/1.4 inherit;font-family:inherit;padding:10px 16px}
button:focus-visible{outline:3px solid #69b1ff;outline-offset:2px}
.late{font-weight:600}
.note{opacity:.8;font-size:14px}
</style>`);

function page(title: string, body: Html | Promise<Html>) {
  return html`<!doctype html><html lang="zh-CN"><head>${HEAD}<title>${title}</title></head><body><main>${body}</main></body></html>`;
}

/** The page behind a link of a notice: one button for each receiver in whose name it may be acknowledged. */
export function ackPage(look: AckLook) {
  if (look.state !== 'ready') return ackProblemPage(ACK_PROBLEMS[look.state], look.words, look.alert?.title ?? null);
  const { alert, notice, receivers, late } = look;
  const due = notice.dueAt?.slice(0, 16).replace('T', ' ') ?? '';
  const hint = late ? `签收时限 ${due} 已过，现在签收仍然有效，将记为逾期。` : `请于 ${due} 前签收。`;
  const buttons = receivers.map(
    (receiver) =>
      html`<button name="receiver" value="${receiver}">${receivers.length === 1 ? '签收' : `以“${receiver}”签收`}</button>`,
  );
  return page(
    '签收预警',
    html`<p><span class="level ${alert.level}">${alert.level}</span> ${alert.topic}</p>
<h1>${alert.title}</h1>
<p>${alert.summary}</p>
<p class="${late ? 'late' : ''}">${hint}</p>
<form method="post">${buttons}</form>
<p class="note">${receivers.length === 1 ? `以“${receivers[0] ?? ''}”的身份签收。` : '请选自己的身份。'}签收表示已知悉并承接，不等于办结。</p>`,
  );
}

export function ackDonePage(title: string, words: string) {
  return page('已签收', html`<h1>已签收</h1><p>${title}</p><p>${words}</p>`);
}

export function ackProblemPage(heading: string, words: string, title: string | null) {
  return page(
    heading,
    html`<h1>${heading}</h1>${title === null ? '' : html`<p>${title}</p>`}<p>${words}</p><p><a href="/">打开看板</a></p>`,
  );
}
