import { type AlertsQuery, type AlertView, alertsQuery } from '../../alert-contract.ts';
import { startOfDay, toIso } from './time.ts';

export type Level = AlertView['level'];
/** Grave to mild, the order in which they are counted and offered. */
export const LEVELS: readonly Level[] = ['红', '橙', '黄', '蓝'];

export const STATE_VIEWS = [
  { id: 'todo', name: '未办结', states: ['open', 'acknowledged'] },
  { id: 'open', name: '待签收', states: ['open'] },
  { id: 'acknowledged', name: '已签收', states: ['acknowledged'] },
  { id: 'closed', name: '已办结', states: ['closed'] },
  { id: 'all', name: '全部', states: [] },
] as const;
export type StateView = (typeof STATE_VIEWS)[number]['id'];

export const RANGES = [
  { id: 'all', name: '不限时间' },
  { id: 'today', name: '今天' },
  { id: '24h', name: '近 24 小时' },
  { id: '7d', name: '近 7 天' },
  { id: '30d', name: '近 30 天' },
  { id: 'custom', name: '自定起止' },
] as const;
export type RangeId = (typeof RANGES)[number]['id'];

export interface TimeFilter {
  range: RangeId;
  /** For `custom`: ISO 8601, null = open. */
  from: string | null;
  to: string | null;
}

/** What stands first; the duty officer sees the gravest and most overdue unless another order is chosen. */
export const ORDERS = [
  { id: 'urgent', name: '最急在前' },
  { id: 'newest', name: '最新在前' },
] as const;
export type Order = (typeof ORDERS)[number]['id'];

export interface BoardFilters extends TimeFilter {
  view: StateView;
  order: Order;
  levels: readonly Level[];
  topic: string | null;
  district: string | null;
  channel: AlertsQuery['channel'] | null;
  department: string | null;
  q: string | null;
}

/** The view an address stands for. What it does not understand counts as not given. */
export function readBoardFilters(params: URLSearchParams): BoardFilters {
  return {
    view: STATE_VIEWS.find((view) => view.id === params.get('state'))?.id ?? 'todo',
    order: ORDERS.find((order) => order.id === params.get('order'))?.id ?? 'urgent',
    levels: readLevels(params),
    topic: word(params, 'topic'),
    district: word(params, 'district'),
    channel: readChannel(params),
    department: word(params, 'department'),
    q: word(params, 'q'),
    ...readTimeFilter(params),
  };
}

export function readLevels(params: URLSearchParams): readonly Level[] {
  const given = (params.get('level') ?? '').split(',');
  return LEVELS.filter((level) => given.includes(level));
}

/** With the level, or without it where it was chosen. */
export function toggled(chosen: readonly Level[], level: Level): readonly Level[] {
  return LEVELS.filter((one) => (one === level) !== chosen.includes(one));
}

export function readChannel(params: URLSearchParams): AlertsQuery['channel'] | null {
  return alertsQuery.shape.channel.safeParse(params.get('channel') ?? undefined).data ?? null;
}

export function readTimeFilter(params: URLSearchParams): TimeFilter {
  const from = instantOf(params, 'from');
  const to = instantOf(params, 'to');
  const named = RANGES.find((range) => range.id === params.get('range'))?.id;
  return { range: named ?? (from !== null || to !== null ? 'custom' : 'all'), from, to };
}

export function word(params: URLSearchParams, key: string): string | null {
  const value = (params.get(key) ?? '').trim().slice(0, 200);
  return value === '' ? null : value;
}

function instantOf(params: URLSearchParams, key: string): string | null {
  return alertsQuery.shape.from.safeParse(params.get(key) ?? undefined).data ?? null;
}

const HOURS: Readonly<Partial<Record<RangeId, number>>> = { '24h': 24, '7d': 24 * 7, '30d': 24 * 30 };
/** The start of a moving range goes on in steps, so that a list is not another one with each second. */
const STEP_MS = 5 * 60_000;

/** Half-open [from, to) of ISO 8601 instants. */
export function timeBounds(time: TimeFilter, now: number): { from?: string; to?: string } {
  if (time.range === 'custom') {
    return { ...(time.from === null ? {} : { from: time.from }), ...(time.to === null ? {} : { to: time.to }) };
  }
  if (time.range === 'today') return { from: toIso(startOfDay(now)) };
  const hours = HOURS[time.range];
  return hours === undefined ? {} : { from: toIso(Math.floor(now / STEP_MS) * STEP_MS - hours * 3_600_000) };
}

/** What to ask the API for; absent keys do not filter. */
export function toAlertsQuery(filters: BoardFilters, now: number): Omit<AlertsQuery, 'cursor' | 'limit'> {
  const states = STATE_VIEWS.find((view) => view.id === filters.view)?.states ?? [];
  return {
    order: filters.order,
    ...(states.length === 0 ? {} : { state: [...states] }),
    ...(filters.levels.length === 0 ? {} : { level: [...filters.levels] }),
    ...(filters.topic === null ? {} : { topic: filters.topic }),
    ...(filters.district === null ? {} : { district: filters.district }),
    ...(filters.channel === null || filters.channel === undefined ? {} : { channel: filters.channel }),
    ...(filters.department === null ? {} : { department: filters.department }),
    ...(filters.q === null ? {} : { q: filters.q }),
    ...timeBounds(filters, now),
  };
}

/** How many filters differ from a plain board. */
export function countFilters(filters: BoardFilters): number {
  const { view, levels, topic, district, channel, department, q, range } = filters;
  const words = [topic, district, channel, department, q].filter((value) => value !== null && value !== undefined);
  return words.length + (view === 'todo' ? 0 : 1) + (levels.length > 0 ? 1 : 0) + (range === 'all' ? 0 : 1);
}
