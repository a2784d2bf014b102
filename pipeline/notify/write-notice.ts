import { type NoticeField, placeholdersOf } from '../../rules/notice-fields.ts';
import type { NoticesSpec, NoticeTemplate } from '../../rules/schema.ts';
import type { Alert } from '../model/alert.ts';
import { CASE_SUBJECT, NOTICE_REASONS, type Notice } from '../model/notice.ts';
import type { Content, ContentOf, Link } from './content.ts';
import { minuteOf, mostPoints, placeOf } from './facts.ts';

export interface NoticeWriterDeps {
  /** The templates in force, asked for each notice. */
  templates: () => NoticesSpec | null;
  /** Where the receiver acknowledges; null where nothing is asked. */
  acknowledgeUrl: (notice: Notice) => string | null;
  /** The page of the alert or case. */
  alertUrl: (alertId: string) => string;
}

/**
 * Writes notices by the templates of the rules. A template that needs what an alert has not is named in the notice, which
 * then goes out in the plain form it was stored with: a notice is never dropped for its wording.
 */
export function createNoticeWriter({ templates, acknowledgeUrl, alertUrl }: NoticeWriterDeps): ContentOf {
  return (notice, alert) => {
    const acknowledge = alert === null ? null : acknowledgeUrl(notice);
    const page = pageOf(notice, alert, alertUrl);
    const link = acknowledge === null ? page : { label: '查看并签收', url: acknowledge };
    const template = templateOf(templates(), notice);
    const fields = alert === null ? notice.facts : fieldsOf(notice, alert);
    if (template === null || fields === undefined) return plainForm(notice, link, null);
    const missing = missingIn(template, fields);
    if (missing.length > 0) {
      return plainForm(
        notice,
        link,
        `（通知写法“${notice.reason}”需要的${missing.map((field) => `“${field}”`).join('')}这里没有，已改用简式）`,
      );
    }
    return {
      level: notice.level,
      title: filled(template.title, fields),
      lines: linesOf(filled(template.body, fields)),
      link,
      brief: filled(template.short, fields),
    };
  };
}

function pageOf({ alertId }: Notice, alert: Alert | null, url: NoticeWriterDeps['alertUrl']): Link | null {
  if (alert !== null) return { label: '打开预警', url: url(alert.alertId) };
  return alertId.startsWith(CASE_SUBJECT) ? { label: '打开个案', url: url(alertId) } : null;
}

function templateOf(spec: NoticesSpec | null, { reason }: Notice): NoticeTemplate | null {
  const templates: Readonly<Record<string, NoticeTemplate | undefined>> = spec?.templates ?? {};
  return (Object.hasOwn(templates, reason) ? templates[reason] : undefined) ?? null;
}

function plainForm(notice: Notice, link: Link | null, remark: string | null): Content {
  const lines = linesOf(notice.body);
  return {
    level: notice.level,
    title: notice.title,
    lines: remark === null ? lines : [...lines, { text: remark, link: null }],
    link,
    brief: notice.title,
  };
}

type Fields = Readonly<Record<NoticeField, string | null>>;

function fieldsOf(notice: Notice, alert: Alert): Fields {
  const { places, risk, route } = alert;
  const clocks = alert.deadlines.filter(({ kind }) => kind !== 'acknowledge');
  const branches = route.path
    .filter((line) => line.includes('✓'))
    .map((line) => line.replace(/[\s　]*✓\s*|（.*$/g, ''));
  return {
    级别: alert.level,
    标题: alert.title,
    主题: alert.topic,
    区县: places.district,
    小区: places.estate,
    地点: placeOf(alert),
    风险分: String(risk.score),
    得分项: orNull(mostPoints(alert)),
    摘要: orNull(alert.summary),
    相关帖数: String(alert.postsTold),
    来源: alert.sourceName,
    发布时间: alert.publishedAt === null ? null : minuteOf(alert.publishedAt),
    发现时间: minuteOf(alert.detectedAt),
    牵头: route.lead,
    协同: orNull(route.co.join('、')),
    签收时限: notice.dueAt === null ? null : minuteOf(notice.dueAt),
    法定时限: orNull(
      clocks
        .map(({ name, dueAt, document }) => `${name} ${dueAt === null ? '不可计算' : minuteOf(dueAt)}（${document}）`)
        .join('；'),
    ),
    原因: NOTICE_REASONS[notice.reason],
    接收人: notice.receiver,
    派送分支: branches.length === 0 ? route.lead : branches.join(' → '),
    策略: route.policy,
    已过级数: String(alert.step),
  };
}

const orNull = (text: string) => (text.trim() === '' ? null : text);

function missingIn(template: NoticeTemplate, fields: Readonly<Record<string, string | null>>): string[] {
  const all = Object.values(template).flatMap(placeholdersOf);
  const absent = all.filter(({ field, otherwise }) => otherwise === undefined && fieldOf(fields, field) === null);
  return [...new Set(absent.map(({ field }) => field))];
}

function filled(template: string, fields: Readonly<Record<string, string | null>>): string {
  let [text, at] = ['', 0];
  for (const { whole, field, otherwise, offset } of placeholdersOf(template)) {
    text += template.slice(at, offset) + (fieldOf(fields, field) ?? otherwise ?? '');
    at = offset + whole.length;
  }
  return text + template.slice(at);
}

function fieldOf(fields: Readonly<Record<string, string | null>>, field: string): string | null {
  return Object.hasOwn(fields, field) ? (fields[field] ?? null) : null;
}

function linesOf(text: string): Content['lines'] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ text: line, link: null }));
}
