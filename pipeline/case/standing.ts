import type { Actor } from '../model/action.ts';
import type { Case } from '../model/case.ts';

/**
 * Offices of the bureau's plan: 人事科 leads opinion risk (tasks 11 and 12), 办公室 coordinates, 新闻中心 leads responses
 * (task 13); nothing is published before 分管领导 has signed (task 18).
 */
export const COORDINATING: readonly string[] = ['人事科', '办公室'];
export const NEWSROOM = '新闻中心';
export const CHIEFS = '局领导';

/** Post that signs for a department, and the one that signs last. */
export const headOf = (department: string) => `${department}:科室负责人`;
const DEPUTY = '分管领导';
export const CHIEF_POST = `${CHIEFS}:${DEPUTY}`;
/** Posts that are held by several offices together. */
export const COORDINATOR_DESK = '统筹';
export const COORDINATOR_HEAD_DESK = '统筹负责人';

/** In which capacity somebody meets a case. Somebody may have several. */
export const STANDINGS = {
  system: '系统',
  coordinator: '统筹岗位（值班员、办公室、人事科）',
  'coordinator-head': '人事科、办公室负责人',
  newsroom: NEWSROOM,
  lead: '牵头科室',
  'lead-head': '牵头科室负责人',
  co: '协办科室',
  chief: CHIEFS,
  anyone: '任何登录人员',
} as const;
export type Standing = keyof typeof STANDINGS;

const SYSTEM_ROLE = '系统';
const COORDINATING_ROLES: readonly string[] = ['值班员', '办公室', '系统管理员'];
/** Roles that act for their department. */
const DEPARTMENT_ROLES: readonly string[] = ['联络员', '领导'];
const HEAD_ROLE = '领导';

export const SYSTEM_ACTOR: Actor = { account: 'system', name: '系统', role: SYSTEM_ROLE, department: '' };

export function isSystem(actor: Actor): boolean {
  return actor.role === SYSTEM_ROLE;
}

export function standingsOf(actor: Actor, subject: Pick<Case, 'lead' | 'co'>): ReadonlySet<Standing> {
  if (isSystem(actor)) return new Set(['system']);
  const acts = DEPARTMENT_ROLES.includes(actor.role);
  const isHead = actor.role === HEAD_ROLE;
  const coordinates = COORDINATING.includes(actor.department);
  const held: readonly (readonly [Standing, boolean])[] = [
    ['anyone', true],
    ['coordinator', COORDINATING_ROLES.includes(actor.role) || (acts && coordinates)],
    ['coordinator-head', isHead && coordinates],
    ['newsroom', acts && actor.department === NEWSROOM],
    ['lead', acts && actor.department === subject.lead],
    ['lead-head', isHead && actor.department === subject.lead],
    ['co', acts && subject.co.includes(actor.department)],
    ['chief', isHead && actor.department === CHIEFS],
  ];
  return new Set(held.filter(([, holds]) => holds).map(([standing]) => standing));
}

/** Posts somebody holds whatever the case: what waits for one of them waits for this person. */
export function desksOf(actor: Actor): string[] {
  const standings = standingsOf(actor, { lead: '', co: [] });
  // Accounts from before posts were told apart go on signing as 分管领导.
  if (actor.department === CHIEFS) return standings.has('chief') ? [`${CHIEFS}:${actor.post ?? DEPUTY}`] : [];
  return [
    ...(standings.has('coordinator') ? [COORDINATOR_DESK] : []),
    ...(standings.has('coordinator-head') ? [COORDINATOR_HEAD_DESK] : []),
    ...(DEPARTMENT_ROLES.includes(actor.role) ? [`${actor.department}:联络员`] : []),
    ...(actor.role === HEAD_ROLE ? [headOf(actor.department)] : []),
  ];
}
