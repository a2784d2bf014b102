import { CASE_RULES } from '../../pipeline/case/case-rules.ts';
import { ALERT_STATES } from '../../pipeline/model/alert.ts';
import { CASE_ENDINGS, CASE_STATES, SHEET_STATES, VERDICTS } from '../../pipeline/model/case.ts';
import { CHANNELS } from '../../pipeline/model/channels.ts';
import { EVENT_GRADES } from '../../pipeline/model/levels.ts';
import { NOTICE_CHANNELS, NOTICE_DECISIONS, NOTICE_REASONS } from '../../pipeline/model/notice.ts';
import { DROP_REASONS } from '../../pipeline/model/outcome.ts';
import type { Role } from '../../rules/schema.ts';
import { ROLES } from '../account-contract.ts';
import type { Named } from '../contract.ts';
import { AUDIT_WORDS } from './audit.ts';

export const LEVEL_WORDS = { 蓝: '蓝色（Ⅳ级）', 黄: '黄色（Ⅲ级）', 橙: '橙色（Ⅱ级）', 红: '红色（Ⅰ级）' } as const;

export const PACK_ROLE_WORDS: Readonly<Record<Role, string>> = {
  topic: '主题',
  urgency: '紧迫',
  harm: '伤害',
  spread: '扩散',
  authority: '公信力',
  relief: '缓和',
  outside: '非本局业务',
};

const NOTICE_STATES = { pending: '待发送', sent: '已发送', failed: '发送失败', withheld: '未发送' } as const;
const SOURCE_STATES = { 'never-run': '未运行', ok: '正常', failing: '异常', off: '已停用', retired: '已撤下' } as const;
const OUTCOMES = { indexed: '已入库', duplicate: '重复', dropped: '已丢弃', dead: '无法处理' } as const;
const DEADLINES = {
  acknowledge: '签收',
  respond: '回应',
  publish: '发布权威信息',
  'press-conference': '新闻发布会',
  'answer-consultation': '网上咨询答复',
  'answer-application': '依申请公开答复',
  'publish-information': '主动公开',
  handle: '处置',
} as const;
const ANCHORS = {
  published: '自发布时起',
  detected: '自发现时起',
  graded: '自定级时起',
  received: '自收到时起',
} as const;
const ORIGINS = { crawled: '采集', imported: '导入', entered: '人工录入' } as const;
const SENTIMENTS = { negative: '负面', neutral: '中性', positive: '正面' } as const;
const MASKED = {
  phone: '手机号码',
  landline: '固定电话',
  'id-card': '身份证号',
  'bank-card': '银行卡号',
  plate: '车牌号',
  flat: '房号',
  email: '电子邮箱',
  account: '网络账号',
  name: '姓名',
} as const;
const ALERT_AUDIT = {
  'alert.raised': '发出预警',
  'alert.evidence': '网页存证',
  'burst.found': '发帖突增',
  'posts.dropped': '到期清理帖文',
  'dead.removed': '到期删除死信',
  'dead.retried': '重发死信',
  'post.unmasked': '查看遮盖前的原文',
  'post.edited': '原文已修改',
  'post.removed': '原文已删除',
  'post.restored': '原文又出现',
  'alert.filed': '补录备查，不发通知',
  'alert.escalated': '逐级上报',
  'alert.muted': '暂不通知',
  'alert.grown': '事件扩大，再次通知',
  'alert.burst': '发帖突增，再次通知',
  'silence.silence': '设静默',
  'silence.silence.refused': '静默未成',
  'silence.approve-silence': '同意静默',
  'silence.approve-silence.refused': '同意静默未成',
  'silence.end-silence': '结束静默',
  'silence.end-silence.refused': '结束静默未成',
  'alert.acknowledge': '签收',
  'alert.acknowledge.refused': '签收未成',
  'alert.close': '办结',
  'alert.close.refused': '办结未成',
  'alert.comment': '批注',
  'alert.comment.refused': '批注未成',
  'event.merge': '合并事件',
  'event.merge.refused': '合并未成',
  'event.split': '拆分事件',
  'event.split.refused': '拆分未成',
  'action.unconfirmed': '操作已提交，尚未确认',
  'action.failed': '操作处理出错，没有办成',
} as const;

const RULES_AUDIT = {
  'rules.drafted': '起草规则修改',
  'rules.proposed': '提交审批',
  'rules.withdrawn': '撤回草稿',
  'rules.rejected': '退回草稿',
  'rules.published': '发布规则',
  'rules.rolled-back': '回退规则',
  'rules.feedback': '标记命中',
} as const;

const CASE_AUDIT = Object.fromEntries(
  Object.entries(CASE_RULES).flatMap(([kind, { name }]) => [
    [`case.${kind}`, name],
    [`case.${kind}.refused`, `${name}未成`],
  ]),
);

function named(words: Readonly<Record<string, string>>): Named[] {
  return Object.entries(words).map(([id, name]) => ({ id, name }));
}

/** The lists that do not depend on the rules. */
export const FIXED_LISTS = {
  channels: named(CHANNELS),
  roles: named(ROLES),
  alertStates: named(ALERT_STATES),
  caseStates: named(CASE_STATES),
  caseEndings: named(CASE_ENDINGS),
  sheetStates: named(SHEET_STATES),
  eventGrades: [...EVENT_GRADES],
  caseVerdicts: [...VERDICTS],
  noticeStates: named(NOTICE_STATES),
  noticeReasons: named(NOTICE_REASONS),
  noticeChannels: named(NOTICE_CHANNELS),
  noticeDecisions: named(NOTICE_DECISIONS),
  sourceStates: named(SOURCE_STATES),
  outcomeKinds: named(OUTCOMES),
  dropReasons: named(DROP_REASONS),
  deadlineKinds: named(DEADLINES),
  deadlineAnchors: named(ANCHORS),
  responseOrigins: named(ORIGINS),
  sentiments: named(SENTIMENTS),
  maskedKinds: named(MASKED),
  auditActions: named({ ...ALERT_AUDIT, ...CASE_AUDIT, ...RULES_AUDIT, ...AUDIT_WORDS }),
};
