import { type Actor, positionOf } from '../model/actor.ts';
import { toEpoch } from '../model/calendar.ts';
import type { Case, CaseResponse, Sheet, Slot } from '../model/case.ts';
import { type Change, who } from './change.ts';
import { currentSheet, slotsInTurn } from './desks.ts';
import { type Refused, refuse } from './refusal.ts';
import { CHIEF_POST, desksOf, headOf, NEWSROOM, standingsOf } from './standing.ts';

/**
 * The sheet of a new text. 新闻中心 signs every response (task 13 of the plan); the lead department and those that
 * countersign do so side by side, 分管领导 after all of them (task 18).
 */
export const draft: Change<'draft'> = (subject, action, at) => {
  const departments = [...new Set([subject.lead, ...action.countersign, NEWSROOM])];
  const slots: Slot[] = [
    ...departments.map((name) => ({ post: headOf(name), stage: 1 as const, signature: null })),
    { post: CHIEF_POST, stage: 2, signature: null },
  ];
  const { text, venue, period, by } = action;
  const no = subject.sheets.length + 1;
  const closed = { closedBy: null, closedAt: null, closeReason: null };
  const made: Sheet = { no, text, venue, period, drafter: by, draftedAt: at, slots, state: 'open', ...closed };
  return {
    next: { sheets: [...subject.sheets, made], state: 'signing' },
    details: [`第 ${no} 号审批单，拟在${venue}发布`, `会签：${departments.join('、')}；签发：${CHIEF_POST}`],
  };
};

export const sign: Change<'sign'> = (subject, action, at) => {
  const sheet = currentSheet(subject);
  if (sheet?.state !== 'open') return refuse('no-sheet', '没有在审签的审批单，可能已签完或已撤回');
  const why = whyNotSign(sheet, action.post, action.by);
  if (why !== null) return why;
  const inPlace = !desksOf(action.by).includes(action.post);
  if (inPlace && (action.reason ?? '').trim() === '')
    return refuse('needs-reason', `代${action.post}签字，请写明为什么由您代签`);
  const signature = { ...action.by, at, opinion: action.reason, inPlace };
  const slots = sheet.slots.map((slot) => (slot.post === action.post ? { ...slot, signature } : slot));
  const approved = slots.every((slot) => slot.signature !== null);
  return {
    next: { sheets: withSheet(subject, { ...sheet, slots, state: approved ? 'approved' : 'open' }) },
    details: [
      `第 ${sheet.no} 号审批单：${action.post}${inPlace ? `由${who(action.by)}代签` : '已签'}`,
      ...(approved ? ['全部签完，可以发布'] : []),
    ],
  };
};

/** Null where this person may sign for this post now; also asked by pages. */
export function whyNotSign(sheet: Sheet, post: string, by: Actor): Refused | null {
  const found = sheet.slots.find((one) => one.post === post);
  if (found === undefined) return refuse('no-such-post', `这张审批单没有“${post}”这一栏`);
  if (found.signature !== null)
    return refuse('already-signed', `“${post}”一栏已由${who(found.signature)}签过，不必再签`);
  const chief = standingsOf(by, { lead: '', co: [] }).has('chief');
  if (!desksOf(by).includes(post) && !chief)
    return refuse('not-entitled', `这一栏由${post}签，局领导可以写明理由代签；您是${positionOf(by)}`);
  if (!slotsInTurn(sheet).includes(found))
    return refuse('not-yet-your-turn', `还没轮到：${missing(sheet)}签完后才由${post}签`);
  if (sheet.drafter.account === by.account)
    return refuse('own-draft', '自己拟的稿不能自己签，请由本栏的其他负责人签，或由局领导代签');
  if (sheet.slots.some((one) => one.signature?.account === by.account))
    return refuse('signed-before', '同一人在一张审批单上只能签一栏，这一栏请由他人签');
  return null;
}

function missing(sheet: Sheet): string {
  return slotsInTurn(sheet)
    .map(({ post }) => post)
    .join('、');
}

export const returnSheet: Change<'return'> = (subject, action, at) => {
  const sheet = currentSheet(subject);
  if (sheet?.state !== 'open') return refuse('no-sheet', '没有在审签的审批单，可能已签完或已撤回');
  const standings = standingsOf(action.by, subject);
  const own = desksOf(action.by);
  if (!standings.has('chief') && !slotsInTurn(sheet).some(({ post }) => own.includes(post)))
    return refuse('not-entitled', `退回修改由正在审签的${missing(sheet)}或局领导提出`);
  return {
    next: { sheets: withSheet(subject, closed(sheet, 'returned', action, at)), state: 'handling' },
    details: [`第 ${sheet.no} 号审批单退回修改，请按意见改后重新报审`],
  };
};

export const withdraw: Change<'withdraw'> = (subject, action, at) => {
  const sheet = currentSheet(subject);
  if (sheet === null) return refuse('no-sheet', '没有可以撤回的审批单');
  return {
    next: { sheets: withSheet(subject, closed(sheet, 'withdrawn', action, at)), state: 'handling' },
    details: [`第 ${sheet.no} 号审批单撤回`],
  };
};

export const publish: Change<'publish'> = (subject, action, at) => {
  const sheet = currentSheet(subject);
  if (sheet === null) return refuse('no-sheet', '没有审批单，请先拟稿报审');
  if (sheet.state !== 'approved')
    return refuse('sheet-not-approved', `先审后发：第 ${sheet.no} 号审批单还差${missing(sheet)}未签`);
  if (toEpoch(action.publishedAt) > toEpoch(at))
    return refuse('not-published-yet', '发布时间不能晚于现在；请在发布之后登记');
  const { where, url, publishedAt } = action;
  const made = responseOf(sheet, { responseId: action.actionId, text: sheet.text, where, url, publishedAt });
  return {
    next: {
      sheets: withSheet(subject, { ...sheet, state: 'published' }),
      responses: [...subject.responses, { ...made, recordedBy: action.by.name, recordedAt: at }],
      state: 'responded',
      respondedAt: subject.respondedAt ?? publishedAt,
    },
    details: [`已在${where}发布第 ${sheet.no} 号审批单的回应`],
  };
};

export const confirmResponse: Change<'confirm-response'> = (subject, action, at) => {
  const found = openProposal(subject, action.responseId);
  if ('refusal' in found) return found;
  const sheet = currentSheet(subject);
  if (sheet?.state === 'open')
    return refuse('sheet-open', `第 ${sheet.no} 号审批单还在审签，请先签完或撤回，再认定回应`);
  const { responseId, text, where, url, publishedAt } = found;
  const made = responseOf(sheet, { responseId, text, where, url, publishedAt });
  const answers = subject.state === 'graded' || subject.state === 'handling' || subject.state === 'signing';
  return {
    next: {
      ...(sheet === null ? {} : { sheets: withSheet(subject, { ...sheet, state: 'published' }) }),
      proposals: decided(subject, responseId, 'confirmed'),
      responses: [...subject.responses, { ...made, recordedBy: action.by.name, recordedAt: at }],
      state: answers ? 'responded' : subject.state,
      respondedAt: subject.respondedAt ?? publishedAt ?? at,
    },
    details: [
      `认定${where}的公开答复为本案回应`,
      ...(sheet === null ? ['这份回应没有经过本系统的审批单'] : []),
      ...(answers ? [] : [`个案仍是原来的状态`]),
    ],
  };
};

export const refuseResponse: Change<'refuse-response'> = (subject, action) => {
  const found = openProposal(subject, action.responseId);
  if ('refusal' in found) return found;
  return {
    next: { proposals: decided(subject, action.responseId, 'refused') },
    details: [`${found.where}的公开内容不是本案回应`],
  };
};

function openProposal(subject: Case, responseId: string) {
  const found = subject.proposals.find((one) => one.responseId === responseId);
  if (found === undefined) return refuse('no-such-response', '本案没有这条待认定的回应，请刷新后再看');
  if (found.state !== 'open') return refuse('response-decided', '这条回应已有人认定过，请刷新后再看');
  return found;
}

function decided(subject: Case, responseId: string, state: 'confirmed' | 'refused') {
  return subject.proposals.map((one) => (one.responseId === responseId ? { ...one, state } : one));
}

function responseOf(
  sheet: Sheet | null,
  published: Pick<CaseResponse, 'responseId' | 'text' | 'where' | 'url' | 'publishedAt'>,
) {
  const signatures = sheet?.slots.flatMap(({ signature }) => signature ?? []) ?? [];
  return { ...published, sheetNo: sheet?.no ?? null, signatures };
}

function withSheet({ sheets }: Case, changed: Sheet): Sheet[] {
  return sheets.map((one) => (one.no === changed.no ? changed : one));
}

function closed(
  sheet: Sheet,
  state: 'returned' | 'withdrawn',
  { by, reason }: { by: Actor; reason: string | null },
  at: string,
): Sheet {
  return { ...sheet, state, closedBy: who(by), closedAt: at, closeReason: reason };
}
