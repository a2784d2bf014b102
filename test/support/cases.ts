import { type AppliedToCase, applyCaseAction, otherCaseOf } from '../../pipeline/case/apply-case-action.ts';
import { SYSTEM_ACTOR } from '../../pipeline/case/standing.ts';
import type { Actor } from '../../pipeline/model/action.ts';
import type { Case, CaseDeadline } from '../../pipeline/model/case.ts';
import type { CaseAction, CaseActionKind, CaseActionOf, CaseGround } from '../../pipeline/model/case-action.ts';
import { at } from './engine-samples.ts';

const person = (account: string, role: string, department: string, post?: string): Actor => ({
  ...{ account, name: account, role, department },
  ...(post === undefined ? {} : { post }),
});

/** A small bureau. */
export const PEOPLE = {
  system: SYSTEM_ACTOR,
  duty: person('值班甲', '值班员', '12319'),
  hr: person('人事联络', '联络员', '人事科'),
  hrHead: person('人事科长', '领导', '人事科'),
  office: person('办公室甲', '办公室', '办公室'),
  officeHead: person('办公室主任', '领导', '办公室'),
  news: person('新闻联络', '联络员', '新闻中心'),
  newsHead: person('新闻主任', '领导', '新闻中心'),
  quality: person('质监联络', '联络员', '质监站'),
  qualityHead: person('质监站长', '领导', '质监站'),
  property: person('物业联络', '联络员', '物业科'),
  propertyHead: person('物业科长', '领导', '物业科'),
  chief: person('分管局长', '领导', '局领导', '分管领导'),
  chief2: person('局长', '领导', '局领导', '局长'),
  /** An account from before posts were told apart. */
  oldChief: person('旧账号', '领导', '局领导'),
  analyst: person('分析员', '分析员', '人事科'),
  admin: person('管理员', '系统管理员', '办公室'),
} as const;
export type PersonName = keyof typeof PEOPLE;

export const RESPOND_CLOCK: CaseDeadline = {
  kind: 'respond',
  name: '政务舆情回应（48 小时内）',
  dueAt: at(48 * 60),
  anchor: 'detected',
  anchorAt: at(0),
  document: '国办发〔2016〕61号',
  cause: '',
  calendar: null,
  problem: null,
  calls: [],
  ended: null,
};

export function sampleGround(more: Partial<CaseGround> = {}): CaseGround {
  return {
    eventId: 'e_1',
    alertId: 'a_1',
    title: '龙湾公馆地下车库漏水',
    topic: '工程质量安全',
    level: '黄',
    lead: '质监站',
    co: ['物业科'],
    deadlines: [RESPOND_CLOCK],
    handling: [],
    gradeCalls: [],
    ...more,
  };
}

type Given<K extends CaseActionKind> = Omit<CaseActionOf<K>, 'actionId' | 'caseId' | 'by' | 'at' | 'kind'>;
type More<K extends CaseActionKind> = Partial<Given<K>> & Omit<Given<K>, 'reason' | 'expectedVersion'>;

let actions = 0;

/** An action with what tests do not care about filled in; a reason unless another one is given. */
export function caseActionOf<K extends CaseActionKind>(
  kind: K,
  by: Actor,
  more: More<K>,
  rest: { caseId?: string; at?: string } = {},
): CaseAction {
  actions += 1;
  const about = {
    actionId: `act_${actions}`,
    caseId: 'c_1',
    at: at(actions),
    reason: '测试理由',
    expectedVersion: null,
  };
  return { ...about, ...rest, ...more, kind, by } as CaseAction;
}

/** A case that actions are done to one after the other. */
export interface CaseFlow {
  /** Everything that was sent, refused or not. */
  readonly log: readonly CaseAction[];
  readonly now: Case;
  send(action: CaseAction, other?: Case | null): AppliedToCase;
  /** Throws where it is refused. */
  do<K extends CaseActionKind>(kind: K, by: PersonName, more: More<K>): CaseFlow;
  /** Name of the refusal, null where it was done. */
  refusal<K extends CaseActionKind>(kind: K, by: PersonName, more: More<K>): string | null;
  /** The way to a state by the shortest ordinary steps. */
  to(state: Case['state']): CaseFlow;
}

export function startCase(ground: Partial<CaseGround> = {}, caseId = 'c_1'): CaseFlow {
  const log: CaseAction[] = [];
  let present: Case | null = null;

  function send(action: CaseAction, other: Case | null = null): AppliedToCase {
    log.push(action);
    const applied = applyCaseAction(present, other, action);
    present = applied.cases[0] ?? present;
    return applied;
  }
  const flow: CaseFlow = {
    log,
    get now(): Case {
      if (present === null) throw new Error('the case was not opened');
      return present;
    },
    send,
    do(kind, by, more) {
      const { result } = send(caseActionOf(kind, PEOPLE[by], more, { caseId }));
      if (result.state === 'refused') throw new Error(`${kind} by ${by}: ${result.refusal} ${result.problem}`);
      return flow;
    },
    refusal(kind, by, more) {
      return send(caseActionOf(kind, PEOPLE[by], more, { caseId })).result.refusal ?? null;
    },
    to(state) {
      while (flow.now.state !== state) {
        const step = WAY[flow.now.state];
        if (step === undefined) throw new Error(`the way does not lead to ${state}`);
        step(flow);
      }
      return flow;
    },
  };
  flow.do('open', 'system', { ground: sampleGround(ground) });
  return flow;
}

export const DRAFT = { text: '已责成物业三日内修复。', venue: '局门户网站', period: '长期', countersign: [] };

const WAY: Partial<Record<Case['state'], (flow: CaseFlow) => void>> = {
  assessing: (flow) => flow.do('grade', 'hr', { grade: '较大' }),
  graded: (flow) => flow.do('accept', 'quality', {}),
  handling: (flow) => flow.do('draft', 'quality', DRAFT),
  signing: (flow) => {
    signAll(flow);
    const publishedAt = flow.now.updatedAt;
    flow.do('publish', 'quality', { where: '局门户网站', url: 'https://example.gov.cn/1', publishedAt });
  },
  responded: (flow) => flow.do('await-evaluation', 'hr', {}),
  evaluating: (flow) => {
    if (flow.now.evaluation === null) flow.do('evaluate', 'hr', { verdict: '有效' });
    flow.do('archive', 'hr', {});
    if (flow.now.state !== 'archived') flow.do('confirm', 'hrHead', {});
  },
};

/** 质监站 and 新闻中心 side by side, then 分管领导. */
export function signAll(flow: CaseFlow): void {
  flow.do('sign', 'qualityHead', { post: '质监站:科室负责人' });
  flow.do('sign', 'newsHead', { post: '新闻中心:科室负责人' });
  flow.do('sign', 'chief', { post: '局领导:分管领导' });
}

/** Applies a log of actions to nothing. */
export function replay(log: readonly CaseAction[]): Map<string, Case> {
  const cases = new Map<string, Case>();
  for (const action of log) {
    const other = cases.get(otherCaseOf(action) ?? '') ?? null;
    for (const made of applyCaseAction(cases.get(action.caseId) ?? null, other, action).cases)
      cases.set(made.caseId, made);
  }
  return cases;
}
