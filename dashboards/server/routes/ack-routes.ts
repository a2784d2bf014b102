import type { Hono } from 'hono';
import type { AckProblem } from '../../../pipeline/notify/ack-link.ts';
import { ackDonePage, ackPage, ackProblemPage } from '../ack-page.ts';
import type { AppContext, AppEnv } from '../endpoint.ts';
import type { ServerDeps } from '../server-deps.ts';

/** 410 for what was right once, 403 for what never was. */
const STATUS = { forged: 403, expired: 410, used: 410, settled: 409, gone: 410 } as const satisfies Record<
  AckProblem,
  number
>;

/** Pages behind the links in notices, for people who are not logged in. Only the button changes anything. */
export function mountAckPages(
  app: Hono<AppEnv>,
  { ackLinks, submitAction }: Pick<ServerDeps, 'ackLinks' | 'submitAction'>,
) {
  if (ackLinks === undefined) return;
  const links = ackLinks;

  app.get('/a/:token', async (c) => {
    const look = await links.look(c.req.param('token'));
    return c.html(ackPage(look), look.state === 'ready' ? 200 : STATUS[look.state]);
  });

  app.post('/a/:token', async (c) => {
    const look = await links.look(c.req.param('token'));
    if (look.state !== 'ready') return c.html(ackPage(look), STATUS[look.state]);
    const action = links.actionOf(look, await chosenReceiver(c));
    if (action === null) return c.html(ackProblemPage('没有签收', '请返回并选择自己的身份。', look.alert.title), 400);
    const result = await submitAction(action);
    if (result === 'pending') {
      return c.html(
        ackProblemPage(
          '尚未确认，正在处理',
          '签收已记下，不用重复提交；过一会再打开这个链接，就能看到结果。',
          look.alert.title,
        ),
        202,
      );
    }
    if (result.state === 'refused')
      return c.html(ackProblemPage('没有签收', `${result.problem}。`, look.alert.title), 409);
    return c.html(
      ackDonePage(look.alert.title, `${action.by.name} 于 ${result.at.slice(0, 16).replace('T', ' ')} 签收。`),
    );
  });
}

async function chosenReceiver(c: AppContext): Promise<string> {
  const { receiver } = await c.req.parseBody();
  return typeof receiver === 'string' ? receiver : '';
}
