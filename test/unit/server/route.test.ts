import { afterAll, beforeAll, expect, it } from 'vitest';
import { routeTrial } from '../../../dashboards/route-contract.ts';
import { readRouteLabels, routeAddressOf } from '../../../dashboards/web/text/route-labels.ts';
import { parseContacts } from '../../../pipeline/notify/contacts.ts';
import { decideRoute } from '../../../pipeline/route/route.ts';
import { ROUTING } from '../../support/samples.ts';
import { openServer, type TestServer } from './fixture.ts';

const BOOK = `people:
  - {name: 王五, email: wang@example.gov.cn}
  - {name: 赵六, email: zhao@example.gov.cn}
roster:
  质监站:联络员:
    - {person: 王五, from: 2026-03-01, until: 2026-03-08, deputy: 赵六}
  人事科:联络员:
    - {person: 赵六, from: 2025-01-01, until: 2025-01-02}
away:
  - {person: 王五, from: 2026-03-02, until: 2026-03-02}
`;
let server: TestServer;
let cookie: string;
beforeAll(async () => {
  const known = new Set(['质监站:联络员', '人事科:联络员']);
  server = await openServer({}, { contacts: parseContacts('book.yaml', BOOK, known) });
  cookie = await server.login();
});
afterAll(() => server.close());
const trial = (query: string) => server.get(routeTrial, `/api/route?${query}`, cookie);

it('is the decision of the command, with who is there now: the deputy of one who is away, nobody, and not in the book', async () => {
  const { decision, receivers, steps, kinds, remarks } = await trial('topic=工程质量安全&level=橙');
  expect(decision).toEqual(decideRoute(ROUTING, { topic: '工程质量安全', level: '橙' }));
  const dutyOf = (receiver: string) => receivers.find((one) => one.receiver === receiver)?.onDuty;
  expect(dutyOf('质监站:联络员')).toEqual(['赵六']);
  expect(dutyOf('人事科:联络员')).toEqual([]);
  expect(dutyOf('质监站:科室负责人')).toBeNull();
  expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
  expect(steps[0]?.receivers).toContain('质监站:联络员');
  expect([kinds, remarks]).toEqual([[], []]);
});

it('has no steps without a level, says what no post can have, and asks for at least one label', async () => {
  const { steps, handling, remarks } = await trial('topic=没有的主题&rule=no.such,quality.leak');
  expect([steps, handling]).toEqual([[], null]);
  expect(remarks).toEqual([
    '现行规则里没有主题“没有的主题”，没有帖文会带着它',
    '现行规则里没有规则“no.such”，没有帖文会带着它',
  ]);
  for (const wrong of ['', 'rule=,', 'level=紫', 'colour=red'])
    expect((await server.call('GET', `/api/route?${wrong}`, { cookie })).status, wrong).toBe(400);
  expect((await server.call('GET', '/api/route?topic=x')).status).toBe(401);
});

it('labels of an address: what is not understood counts as not given; those of an alert lead back to its decision', async () => {
  expect(readRouteLabels(new URLSearchParams('topic= 物业 &level=紫&channel=tv&estate='))).toEqual({ topic: '物业' });
  const { json } = await server.call('GET', '/api/alerts/a_1', { cookie });
  const { alert, post } = json as Parameters<typeof routeAddressOf>[0];
  const query = routeAddressOf({ alert, post }).split('?')[1] ?? '';
  expect(readRouteLabels(new URLSearchParams(query))).toMatchObject({ topic: alert.topic, level: alert.level });
  expect((await trial(query)).decision.lead).toBe('质监站');
});
