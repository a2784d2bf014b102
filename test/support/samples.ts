import type { Alert } from '../../pipeline/model/alert.ts';
import { toShanghai } from '../../pipeline/model/calendar.ts';
import type { Post } from '../../pipeline/model/post.ts';
import { NO_METRICS } from '../../pipeline/model/raw-item.ts';
import { NO_DEMAND, NO_PLACES, type Verdict } from '../../pipeline/model/verdict.ts';
import type { AnalysedPost } from '../../pipeline/store/store.ts';
import type { EscalationSpec, RoutingSpec, ScoringSpec } from '../../rules/schema.ts';
import { escalationSpec, routingSpec, scoringSpec } from '../../rules/schema.ts';

/** 2026-03-02 09:00 in Shanghai, a Monday. */
export const MONDAY_NINE = Date.parse('2026-03-02T09:00:00+08:00');

export function samplePost(more: Partial<Post> = {}): Post {
  const docId = more.docId ?? 'd_1';
  const publishedAt = more.publishedAt === undefined ? toShanghai(MONDAY_NINE) : more.publishedAt;
  return {
    rawId: `r_${docId}`,
    docId,
    sourceId: 'forum',
    sourceName: '水城论坛',
    channel: 'forum',
    url: null,
    title: '龙湾公馆地下车库漏水',
    text: '地下车库到处漏水，没有人管。',
    region: null,
    fetchedAt: toShanghai(MONDAY_NINE),
    metrics: NO_METRICS,
    official: false,
    author: null,
    publishedAt,
    publishedAtProblem: null,
    eventTime: publishedAt ?? toShanghai(MONDAY_NINE),
    contentHash: `hash-${docId}`,
    masked: [],
    ...more,
  };
}

export function sampleVerdict(more: Partial<Verdict> = {}): Verdict {
  return {
    docId: 'd_1',
    rawId: 'r_d_1',
    rulesVersion: 'v1',
    domain: true,
    topics: [{ topic: '工程质量安全', weight: 1 }],
    hits: [],
    risk: { score: 30, level: '蓝', parts: [{ name: '房屋渗漏', points: 30, why: '事项规则' }] },
    places: { ...NO_PLACES, district: '东昌府区', estate: '龙湾公馆' },
    sentiment: { label: 'neutral', score: 0 },
    demand: NO_DEMAND,
    keywords: ['漏水', '车库', '地下'],
    route: null,
    ...more,
  };
}

export function sampleAnalysed(post: Partial<Post> = {}, verdict: Partial<Verdict> = {}): AnalysedPost {
  const whole = samplePost(post);
  return { post: whole, verdict: sampleVerdict({ docId: whole.docId, rawId: whole.rawId, ...verdict }) };
}

export const SCORING: ScoringSpec = scoringSpec.parse({
  decided: { by: '测试', on: '2026-01-01', reason: '测试' },
  levels: { 蓝: 20, 黄: 40, 橙: 60, 红: 80 },
  domain: { threshold: 1 },
  furtherHits: 0.5,
  limits: { topic: 50, relief: 30 },
  sentiment: { negative: 5, positive: -5 },
  channels: { news: 5 },
  interaction: { perDoubling: 1, most: 6 },
  spread: { perDoubling: 4, most: 12 },
  official: -20,
});

export const ROUTING: RoutingSpec = routingSpec.parse({
  decided: { by: '测试', on: '2026-01-01', reason: '测试' },
  departments: [
    { name: '办公室', duty: '统筹', roles: ['联络员'] },
    { name: '人事科', duty: '舆情', roles: ['联络员'] },
    { name: '新闻中心', duty: '回应', roles: ['联络员'] },
    { name: '质监站', duty: '质量', roles: ['联络员', '科室负责人'] },
    { name: '局领导', duty: '总负责', roles: ['分管领导', '局长'] },
  ],
  root: {
    name: '全部',
    lead: '办公室',
    co: ['人事科'],
    receivers: ['人事科:联络员', 'lead:联络员'],
    policy: '常规',
    branches: [
      { name: '橙级以上', when: { level: ['橙', '红'] }, co: ['新闻中心'], continue: true },
      {
        name: '质量',
        when: { topic: '工程质量安全' },
        lead: '质监站',
        branches: [{ name: '红色质量', when: { level: '红' }, policy: '紧急' }],
      },
    ],
  },
  cases: [
    {
      with: { topic: '工程质量安全', level: '橙' },
      expect: { lead: '质监站', co: ['人事科', '新闻中心'], policy: '常规' },
    },
    { with: { topic: '公积金', level: '蓝' }, expect: { lead: '办公室', co: ['人事科'] } },
  ],
});

export const ESCALATION: EscalationSpec = escalationSpec.parse({
  decided: { by: '测试', on: '2026-01-01', reason: '测试' },
  policies: {
    常规: {
      levels: {
        橙: [
          { receivers: ['lead:联络员'], waitMinutes: 30 },
          { receivers: ['lead:科室负责人'], waitMinutes: 30 },
        ],
        蓝: [{ receivers: ['lead:联络员'], waitMinutes: 480 }],
      },
    },
  },
  clocks: [
    {
      kind: 'respond',
      name: '回应',
      levels: ['橙', '红'],
      anchor: 'detected',
    },
  ],
});

export function sampleAlert(more: Partial<Alert> = {}): Alert {
  const post = sampleAnalysed();
  return {
    alertId: 'a_1',
    eventId: 'e_1',
    docId: post.post.docId,
    level: '橙',
    topic: '工程质量安全',
    title: post.post.title,
    summary: post.post.text,
    places: post.verdict.places,
    channel: 'forum',
    sourceName: '水城论坛',
    risk: { score: 62, level: '橙', parts: [{ name: '房屋渗漏', points: 62, why: '事项规则' }] },
    route: { lead: '质监站', co: ['人事科'], receivers: ['质监站:联络员'], path: [], policy: '常规' },
    rulesVersion: 'v1',
    publishedAt: post.post.publishedAt,
    detectedAt: toShanghai(MONDAY_NINE),
    state: 'open',
    acknowledgedBy: null,
    acknowledgedAt: null,
    closedBy: null,
    closedAt: null,
    closeReason: null,
    deadlines: [],
    steps: [
      { receivers: ['质监站:联络员'], waitMinutes: 30, nextWorkingDay: null, repeatFrom: null },
      { receivers: ['质监站:科室负责人'], waitMinutes: 20, nextWorkingDay: null, repeatFrom: null },
    ],
    step: 0,
    nextDueAt: toShanghai(MONDAY_NINE + 30 * 60_000),
    postsTold: 1,
    toldAt: null,
    muted: null,
    version: 1,
    ...more,
  };
}

export const SILENT_LOG = { info: () => {}, warn: () => {}, error: () => {} };
