import type { Alert } from '../model/alert.ts';
import { toShanghai } from '../model/calendar.ts';
import { WARNING_LEVELS } from '../model/levels.ts';
import { NO_PLACES } from '../model/verdict.ts';

/** Open alert number `i` of an event of its own, raised at `at` and due at `due`; epoch milliseconds. */
export function benchAlert(i: number, at: number, due: number): Alert {
  const level = WARNING_LEVELS[i % WARNING_LEVELS.length] ?? '蓝';
  const rung = (role: string) => ({
    receivers: [`质监站:${role}`, `人事科:${role}`],
    ...{ waitMinutes: 30, nextWorkingDay: null, repeatFrom: null },
  });
  return {
    ...{ alertId: `a_${i}`, eventId: `e_${i}`, docId: `d_${i}`, level, topic: '工程质量安全' },
    title: `第${i}件：地下车库大面积渗水，墙面多处开裂`,
    summary: '业主多次反映没有结果，请尽快派人查看。',
    places: { ...NO_PLACES, district: '东昌府区', estate: `小区${i}` },
    ...{ channel: 'forum', sourceName: '水城论坛' },
    risk: { score: 62, level, parts: [{ name: '房屋渗漏', points: 62, why: '事项规则' }] },
    route: { lead: '质监站', co: ['人事科'], receivers: ['质监站:联络员'], path: [], policy: '常规' },
    ...{ rulesVersion: 'bench', publishedAt: toShanghai(at), detectedAt: toShanghai(at), state: 'open' },
    ...{ acknowledgedBy: null, acknowledgedAt: null, closedBy: null, closedAt: null, closeReason: null },
    deadlines: [],
    steps: [rung('联络员'), rung('科室负责人')],
    ...{ step: 0, nextDueAt: toShanghai(due), postsTold: 1, toldAt: toShanghai(at), muted: null, version: 1 },
  };
}
