/** What a template of notices.yaml about an alert can name. */
export const NOTICE_FIELDS = [
  '级别',
  '标题',
  '主题',
  '区县',
  '小区',
  '地点',
  '风险分',
  '得分项',
  '摘要',
  '相关帖数',
  '来源',
  '发布时间',
  '发现时间',
  '牵头',
  '协同',
  '签收时限',
  '法定时限',
  '原因',
  '接收人',
  '派送分支',
  '策略',
  '已过级数',
] as const;
export type NoticeField = (typeof NOTICE_FIELDS)[number];

/** What one about a case can name; those in the second row only where it is about a clock, or about what somebody did. */
export const CASE_FIELDS = [
  ...(['级别', '标题', '主题', '等级', '状态', '牵头', '协同', '等待岗位', '时限名称', '时限', '时限依据'] as const),
  ...(['进度', '操作人', '操作', '变化', '理由', '原因', '接收人'] as const),
] as const;
export type CaseField = (typeof CASE_FIELDS)[number];

/** Reasons of notices about cases begin so. */
export const CASE_REASON = 'case-';

export function fieldsFor(reason: string): readonly string[] {
  return reason.startsWith(CASE_REASON) ? CASE_FIELDS : NOTICE_FIELDS;
}

export interface Placeholder {
  /** As written, with braces. */
  whole: string;
  field: string;
  /** Written where the alert has no such field; undefined = the field is needed. */
  otherwise: string | undefined;
  /** UTF-16 offset in the template. */
  offset: number;
}

/** `{{字段}}` and `{{字段|缺省}}`. */
export function placeholdersOf(template: string): Placeholder[] {
  return [...template.matchAll(/\{\{([^{}|]*)(?:\|([^{}]*))?\}\}/g)].map((found) => ({
    whole: found[0],
    field: (found[1] ?? '').trim(),
    otherwise: found[2],
    offset: found.index,
  }));
}
