import { htmlPage } from './html.ts';

/** The door to the four sites, for people who look around in a browser. */
export function townHome(): string {
  return htmlPage({
    title: '水城（演示）',
    look: 'town',
    body: `<header><h1>水城</h1></header>
<main><p>水城是为演示虚构的城市：地名、小区、单位、人物和事件都是编写的。</p>
<ul class="list">
<li><a href="/zjj/">水城市住房和城乡建设局</a></li>
<li><a href="/news/">水城融媒网</a></li>
<li><a href="/bbs/">水城社区</a></li>
<li><a href="/liuyan/">水城市领导留言板</a></li>
</ul></main>`,
  });
}
