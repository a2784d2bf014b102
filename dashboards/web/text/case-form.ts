import { type CaseActionRequest, type CaseDetail, caseActionRequest } from '../../case-contract.ts';

/** Everything that any of the forms asks for; one that is closed and opened again still has it. */
export interface CaseForm {
  reason: string;
  grade: string;
  lead: string;
  co: string[];
  text: string;
  venue: string;
  period: string;
  countersign: string[];
  post: string;
  where: string;
  url: string;
  /** As the input of day and time gives it, Beijing time. */
  publishedAt: string;
  verdict: string;
  intoCaseId: string;
  responseId: string;
}

/** What the forms begin with: the text of the last sheet, so that a returned one is revised and not written anew. */
export function formFor(detail: CaseDetail, now: number): CaseForm {
  const subject = detail.case;
  const last = subject.sheets.at(-1);
  const heads =
    last?.slots.filter(({ stage }) => stage === 1).map(({ post }) => post.split(':')[0] ?? '') ?? subject.co;
  return {
    reason: '',
    grade: subject.grade ?? detail.proposedGrade,
    lead: subject.lead,
    co: subject.co,
    text: last?.text ?? '',
    venue: last?.venue ?? '',
    period: last?.period ?? '长期',
    countersign: heads.filter((name) => name !== subject.lead && detail.departments.includes(name)),
    post: detail.signable[0]?.post ?? '',
    where: last?.venue ?? '',
    url: '',
    publishedAt: localTime(now),
    verdict: '',
    intoCaseId: '',
    responseId: '',
  };
}

const OFFSET_MS = 8 * 3_600_000;

/** `2026-03-02T09:00` in Beijing, for an input of day and time. */
export function localTime(epochMs: number): string {
  return new Date(epochMs + OFFSET_MS).toISOString().slice(0, 16);
}

/** The request of an action, or what is missing in it, in words. */
export function requestOf(
  kind: string,
  form: CaseForm,
  expectedVersion: number,
): { request: CaseActionRequest } | { problems: string[] } {
  const parsed = caseActionRequest.safeParse({ kind, reason: form.reason, expectedVersion, ...partsOf(kind, form) });
  if (parsed.success) return { request: parsed.data };
  return { problems: [...new Set(parsed.error.issues.map(({ message, path }) => wordsOf(message, path[0])))] };
}

function partsOf(kind: string, form: CaseForm): object {
  const { grade, lead, co, text, venue, period, countersign, post, where, url, verdict, intoCaseId, responseId } = form;
  switch (kind) {
    case 'grade':
      return { grade };
    case 'assign':
      return { lead, co };
    case 'draft':
      return { text, venue, period, countersign };
    case 'sign':
      return { post };
    case 'publish': {
      const publishedAt = `${form.publishedAt}:00+08:00`;
      return { where, url: url.trim() === '' ? null : url.trim(), publishedAt };
    }
    case 'evaluate':
      return { verdict };
    case 'merge':
      return { intoCaseId };
    case 'confirm-response':
    case 'refuse-response':
      return { responseId };
    default:
      return {};
  }
}

const CHOICES: Readonly<Record<string, string>> = {
  verdict: '请选择评估结论',
  grade: '请选择等级',
  publishedAt: '请填写发布时间',
};

/** The contract's own sentences are Chinese; a choice that was not made is told by its field. */
function wordsOf(message: string, field: PropertyKey | undefined): string {
  return CHOICES[String(field)] ?? message;
}
