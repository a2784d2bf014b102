import type { CaseState } from '../model/case.ts';
import type { CaseActionKind } from '../model/case-action.ts';
import type { Standing } from './standing.ts';

interface CaseRule {
  name: string;
  /** States in which it may be done. */
  from: readonly CaseState[];
  /** Who may, at least one of. */
  who: readonly Standing[];
  needsReason: boolean;
  /** What narrows it further, in words for the guide; checked where the change is made. */
  limits?: string;
  /** May be done while a second person's decision or a dispute is awaited. */
  whilePending?: true;
  whileDisputed?: true;
}

const OPEN: readonly CaseState[] = ['assessing', 'graded', 'handling', 'signing', 'responded', 'evaluating'];
const ALL: readonly CaseState[] = [...OPEN, 'archived'];
const BEFORE_SIGNING: readonly CaseState[] = ['assessing', 'graded', 'handling'];

/** Who may do what, when: state × standing. Read by the state machine, by the pages and by the guide alike. */
export const CASE_RULES: Readonly<Record<CaseActionKind, CaseRule>> = {
  open: { name: '立案', from: [], who: ['system', 'coordinator'], needsReason: false },
  raise: {
    ...{ name: '并入新预警', from: OPEN, who: ['system'], needsReason: false },
    ...{ whilePending: true, whileDisputed: true },
  },
  propose: {
    ...{ name: '发现疑似回应', from: ALL, who: ['system'], needsReason: false },
    ...{ whilePending: true, whileDisputed: true },
  },
  limit: {
    ...{ name: '补算处置时限', from: OPEN, who: ['system'], needsReason: false },
    ...{ whilePending: true, whileDisputed: true },
  },
  call: {
    ...{ name: '催办', from: OPEN, who: ['system'], needsReason: false },
    ...{ whilePending: true, whileDisputed: true },
  },
  grade: { name: '研判定级', from: OPEN, who: ['coordinator', 'chief'], needsReason: true },
  accept: { name: '接办', from: ['graded'], who: ['lead'], needsReason: false, whileDisputed: true },
  'hand-back': { name: '退单', from: ['graded', 'handling'], who: ['lead'], needsReason: true },
  object: { name: '提出异议', from: ['graded', 'handling'], who: ['lead', 'co'], needsReason: true },
  assign: {
    ...{ name: '改派', from: ['graded', 'handling'], who: ['coordinator', 'chief'], needsReason: true },
    whileDisputed: true,
  },
  draft: { name: '拟稿报审', from: ['handling'], who: ['lead', 'newsroom'], needsReason: false },
  sign: {
    ...{ name: '审签', from: ['signing'], who: ['anyone'], needsReason: false },
    limits: '只限签字栏轮到的岗位，局领导可代签',
  },
  return: {
    ...{ name: '退回修改', from: ['signing'], who: ['anyone'], needsReason: true },
    limits: '只限正在审签的岗位和局领导',
  },
  withdraw: { name: '撤回审批单', from: ['signing'], who: ['lead', 'newsroom', 'coordinator'], needsReason: true },
  publish: { name: '登记发布', from: ['signing'], who: ['lead', 'newsroom'], needsReason: false },
  'confirm-response': {
    ...{ name: '认定为回应', from: OPEN, who: ['lead', 'newsroom', 'coordinator'], needsReason: false },
  },
  'refuse-response': {
    ...{ name: '认定不是回应', from: ALL, who: ['lead', 'newsroom', 'coordinator'], needsReason: true },
  },
  continue: {
    ...{ name: '继续处置', from: ['responded', 'evaluating'], needsReason: true },
    who: ['coordinator', 'lead', 'newsroom', 'chief'],
  },
  'await-evaluation': {
    ...{ name: '转入评估', from: ['handling', 'responded'], needsReason: true },
    who: ['coordinator', 'lead', 'newsroom'],
  },
  evaluate: { name: '填写评估', from: ['evaluating'], who: ['coordinator', 'newsroom'], needsReason: true },
  archive: { name: '办结归档', from: ['evaluating'], who: ['coordinator'], needsReason: true },
  'false-alarm': {
    ...{ name: '按误报归档', from: BEFORE_SIGNING, who: ['coordinator'], needsReason: true },
    whileDisputed: true,
  },
  merge: {
    ...{ name: '并案', from: BEFORE_SIGNING, who: ['coordinator'], needsReason: true },
    whileDisputed: true,
  },
  reopen: { name: '重开', from: ['archived'], who: ['coordinator', 'lead-head', 'chief'], needsReason: true },
  confirm: {
    ...{ name: '复核同意', from: OPEN, who: ['coordinator-head', 'chief'], needsReason: false },
    ...{ whilePending: true, whileDisputed: true },
  },
  decline: {
    ...{ name: '复核不同意或撤回', from: OPEN, who: ['coordinator', 'coordinator-head', 'chief'], needsReason: true },
    ...{ whilePending: true, whileDisputed: true },
  },
  comment: {
    ...{ name: '批注', from: ALL, who: ['anyone'], needsReason: true },
    ...{ whilePending: true, whileDisputed: true },
  },
};
