import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAudit } from '../../../dashboards/web/text/audit.ts';
import { readClock, runningDeadlines } from '../../../dashboards/web/text/deadlines.ts';
import { curveOf, joinMarks } from '../../../dashboards/web/text/event-curve.ts';
import { groupNotices } from '../../../dashboards/web/text/notice-groups.ts';
import { countWords, pointsWords, sumPoints, totalWords } from '../../../dashboards/web/text/numbers.ts';
import { readRoutePath } from '../../../dashboards/web/text/route-path.ts';
import { filterPacks } from '../../../dashboards/web/text/rule-filter.ts';
import { safeLink, safeNext } from '../../../dashboards/web/text/safe-link.ts';
import { scheduleWords } from '../../../dashboards/web/text/schedule.ts';
import { toIso } from '../../../dashboards/web/text/time.ts';

/** One post at an instant, as the server counts it. */
const each = (from: string) => ({ from, count: 1 });

describe('numbers', () => {
  it('are written as staff read them', () => {
    expect(countWords(12_873)).toBe('12,873');
    expect(countWords(123_456)).toBe('12.3 万');
    expect(countWords(230_000_000)).toBe('2.3 亿');
    expect(totalWords(10_000, true)).toBe('10,000+');
    expect(pointsWords(5)).toBe('+5');
    expect(pointsWords(-6.1)).toBe('−6.1');
  });

  it('parts in tenths add up without noise', () => {
    expect(sumPoints([{ points: 0.1 }, { points: 0.2 }])).toBe(0.3);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 40 }), (tenths) => {
        const sum = tenths.reduce((total, value) => total + value, 0);
        expect(sumPoints(tenths.map((value) => ({ points: value / 10 })))).toBeCloseTo(sum / 10, 9);
      }),
    );
  });
});

describe('the routing path', () => {
  it('reads depth, yes or no, and the reason', () => {
    expect(
      readRoutePath([
        '✓ 全部舆情（协同 人事科）',
        '　✗ 征收拆迁：主题为「物业」，要求「征收拆迁」',
        '　　✓ 红色加报',
        '别的写法',
      ]),
    ).toEqual([
      { depth: 0, taken: true, words: '全部舆情（协同 人事科）' },
      { depth: 1, taken: false, words: '征收拆迁：主题为「物业」，要求「征收拆迁」' },
      { depth: 2, taken: true, words: '红色加报' },
      { depth: 0, taken: null, words: '别的写法' },
    ]);
  });
});

describe('deadlines', () => {
  const deadline = (kind: 'acknowledge' | 'respond', dueAt: string) => ({
    kind,
    name: kind,
    dueAt,
    anchor: 'detected' as const,
    anchorAt: '2026-11-23T09:00:00+08:00',
    document: '国办发〔2016〕61号',
    cause: '',
    calendar: null,
    problem: null,
  });
  const acknowledge = deadline('acknowledge', '2026-11-23T10:00:00+08:00');
  const respond = deadline('respond', '2026-11-25T09:00:00+08:00');
  const NOW = Date.parse('2026-11-23T09:50:00+08:00');

  it('the nearest comes first, signing ends with the signature, all end with closing', () => {
    const deadlines = [respond, acknowledge];
    expect(runningDeadlines({ state: 'open', deadlines })).toEqual([acknowledge, respond]);
    expect(runningDeadlines({ state: 'acknowledged', deadlines })).toEqual([respond]);
    expect(runningDeadlines({ state: 'closed', deadlines })).toEqual([]);
  });

  it('count down, ask for attention, and say in words when overdue', () => {
    expect(readClock(respond.dueAt, NOW)).toMatchObject({ state: 'running', words: '剩 1 天 23 小时' });
    expect(readClock(acknowledge.dueAt, NOW)).toMatchObject({ state: 'soon', words: '剩 10 分 00 秒' });
    expect(readClock(acknowledge.dueAt, NOW + 15 * 60_000)).toMatchObject({
      state: 'overdue',
      words: '已超时 5 分 00 秒',
    });
  });
});

describe('the curve of an event', () => {
  it('has every post once and no gaps', () => {
    const time = fc.integer({ min: 1_700_000_000, max: 1_702_000_000 }).map((seconds) => toIso(seconds * 1000));
    fc.assert(
      fc.property(fc.array(time, { maxLength: 60 }), (times) => {
        const { step, points } = curveOf(times.map(each));
        expect(points.reduce((sum, point) => sum + point.count, 0)).toBe(times.length);
        expect(points.length).toBeLessThanOrEqual(61);
        const widths = points.slice(1).map((point, index) => point.from - points[index]!.from);
        expect(widths.every((width) => width === step)).toBe(true);
      }),
    );
  });

  it('counts whole Beijing days when it is long', () => {
    const { step, points } = curveOf([each('2026-10-01T10:00:00+08:00'), each('2026-11-10T23:00:00+08:00')]);
    expect(step).toBe(86_400_000);
    expect(toIso(points[0]!.from)).toBe('2026-10-01T00:00:00+08:00');
    expect(points).toHaveLength(41);
  });

  it('joins marks whose names would lie on each other', () => {
    const marks = [
      { at: 105, name: '签收' },
      { at: 100, name: '红色预警' },
      { at: 300, name: '回应' },
    ];
    expect(joinMarks(marks, 10)).toEqual([
      { at: 100, name: '红色预警、签收' },
      { at: 300, name: '回应' },
    ]);
    expect(joinMarks(marks, 5)).toHaveLength(3);
  });

  it('is empty without posts', () => {
    expect(curveOf([]).points).toEqual([]);
  });
});

describe('audit rows', () => {
  const row = { seq: 1, previous: '', hash: '', at: '2026-11-23T09:00:00+08:00', object: 'a_1' };
  const word = (id: string) => ({ open: '待签收', acknowledged: '已签收' })[id] ?? id;

  it('say who, from which state to which, and why', () => {
    const detail = {
      name: '王敏',
      department: '质监站',
      from: 'open',
      to: 'acknowledged',
      reason: '已联系',
      problem: null,
    };
    expect(readAudit({ ...row, actor: 'wangmin', action: 'alert.acknowledge', detail }, word)).toEqual({
      who: '王敏（质监站）',
      machine: false,
      reason: '已联系',
      change: '待签收 → 已签收',
      problem: null,
      receivers: null,
      what: null,
    });
  });

  it('survive a detail of another shape', () => {
    const detail = { receivers: ['人事科:值班员', 3], name: 7, from: 'open', to: 'open' };
    expect(readAudit({ ...row, actor: 'system', action: 'x', detail }, word)).toMatchObject({
      who: '系统',
      machine: true,
      change: null,
      receivers: '人事科:值班员',
    });
  });
});

describe('links', () => {
  it('lead out of the page only by http', () => {
    expect(safeLink('https://bbs.example.test/1?a=b')).toBe('https://bbs.example.test/1?a=b');
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '/local', 'not a url', '']) {
      expect(safeLink(bad)).toBeNull();
    }
    expect(safeLink(null)).toBeNull();
  });

  it('after logging in lead nowhere but into this site', () => {
    expect(safeNext('/events/e_1?alert=a')).toBe('/events/e_1?alert=a');
    for (const bad of [null, '', 'https://evil.test', '//evil.test', '/\\evil.test', '/login?next=/x']) {
      expect(safeNext(bad)).toBe('/');
    }
  });
});

describe('schedules', () => {
  it.each([
    ['*/15 * * * *', '每 15 分钟'],
    ['7 * * * *', '每小时第 7 分'],
    ['5,35 * * * *', '每小时第 5、35 分'],
    ['10 */2 * * *', '每 2 小时，第 10 分'],
    ['5 8,20 * * *', '每天 8:05、20:05'],
    ['5,25,45 * * * * *', '每分钟第 5、25、45 秒'],
    ['0 */15 * * * *', '每 15 分钟'],
    ['30 1 * * * *', '30 1 * * * *'],
    ['0 9 * * 1', '0 9 * * 1'],
    ['nonsense', 'nonsense'],
  ])('%s is %s', (cron, words) => {
    expect(scheduleWords(cron)).toBe(words);
  });
});

describe('finding a rule', () => {
  const rule = (id: string, name: string, expression: string) => ({
    id,
    name,
    expression,
    severity: 1,
    note: null,
    retired: null,
    hits: 0,
    precision: { real: 0, false: 0, value: null, low: null, high: null },
  });
  const packs = [
    {
      id: 'quality',
      name: '工程质量',
      role: 'topic',
      roleName: '主题',
      topic: '工程质量安全',
      owner: null,
      note: null,
      rules: [rule('q.leak', '房屋渗漏', '渗漏|漏水'), rule('q.crack', '开裂', '裂缝')],
    },
    {
      id: 'fund',
      name: '公积金',
      role: 'topic',
      roleName: '主题',
      topic: '公积金',
      owner: null,
      note: null,
      rules: [rule('f.loan', '贷款', '贷款')],
    },
  ];

  it('looks at names, ids and expressions; a pack that fits keeps all its rules', () => {
    expect(filterPacks(packs, '')).toHaveLength(2);
    expect(filterPacks(packs, '漏水').map((pack) => pack.rules.map(({ id }) => id))).toEqual([['q.leak']]);
    expect(filterPacks(packs, 'Q.CRACK')[0]?.rules).toHaveLength(1);
    expect(filterPacks(packs, '工程质量')[0]?.rules).toHaveLength(2);
    expect(filterPacks(packs, '没有这样的')).toEqual([]);
  });
});

describe('notices', () => {
  const notice = (receiver: string, more: object = {}) => ({
    noticeId: receiver,
    alertId: 'a_1',
    eventId: 'e_1',
    level: '红' as const,
    receiver,
    channel: 'in-app' as const,
    reason: 'raised' as const,
    title: '',
    body: '',
    createdAt: '2026-11-23T09:00:00+08:00',
    state: 'sent' as const,
    attempts: 1,
    nextAttemptAt: null,
    sentAt: null,
    problem: null,
    dueAt: null,
    held: false,
    partsSent: 0,
    halvings: 0,
    decisions: [],
    ...more,
  });

  it('are told together only where nothing but the receiver differs', () => {
    const list = [
      notice('甲'),
      notice('乙'),
      notice('丙', { state: 'failed', problem: '对方返回 500' }),
      notice('丁', { reason: 'escalated' }),
    ];
    expect(groupNotices(list).map(({ receivers }) => receivers)).toEqual([['甲', '乙'], ['丙'], ['丁']]);
  });
});
