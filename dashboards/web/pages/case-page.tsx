import { Skeleton, Steps } from 'antd';
import { Link, useParams } from 'react-router';
import type { CaseDetail } from '../../case-contract.ts';
import { CaseActions } from '../components/case-actions.tsx';
import { CaseAnswers } from '../components/case-answers.tsx';
import { CaseSheet } from '../components/case-sheet.tsx';
import { CaseTimeline } from '../components/case-timeline.tsx';
import { RunningClock } from '../components/clock-cell.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { LevelTag } from '../components/level-tag.tsx';
import { Section } from '../components/section.tsx';
import { useTitle } from '../components/use-title.ts';
import { ExactTime } from '../components/when.tsx';
import { useCase } from '../data/cases.ts';
import { useMeta, wordFor } from '../data/meta.ts';
import '../styles/detail.css';
import '../styles/cases.css';

export function CasePage() {
  const { caseId = '' } = useParams();
  const { data, error, refetch } = useCase(caseId);
  useTitle(data?.case.title ?? '个案');
  return (
    <div className="page">
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
      {data ? <CaseView key={caseId} detail={data} /> : error ? null : <Skeleton active paragraph={{ rows: 12 }} />}
      {error && !data ? (
        <p>
          <Link to="/cases">回到个案列表</Link>
        </p>
      ) : null}
    </div>
  );
}

function CaseView({ detail }: { detail: CaseDetail }) {
  const subject = detail.case;
  return (
    <>
      <CaseHead detail={detail} />
      <div className="two-columns">
        <div className="side">
          <Section title="办理">
            <WaitingFor detail={detail} />
            <CaseActions detail={detail} />
          </Section>
          <Section title="时限">
            <CaseDeadlines detail={detail} />
          </Section>
        </div>
        <div className="middle">
          <Section title="审批单">
            {subject.sheets.length === 0 ? <p className="muted">还没有拟稿。</p> : null}
            {subject.sheets.toReversed().map((sheet) => (
              <CaseSheet key={sheet.no} sheet={sheet} caseId={subject.caseId} />
            ))}
          </Section>
          <Section title="回应">
            <CaseAnswers detail={detail} />
          </Section>
          {subject.evaluation === null ? null : (
            <Section title="评估">
              <p>
                <strong>{subject.evaluation.verdict}</strong>　{subject.evaluation.text}
              </p>
              <p className="muted">
                {subject.evaluation.by.name} <ExactTime at={subject.evaluation.at} />
              </p>
            </Section>
          )}
          <Section title="经过">
            <CaseTimeline subject={subject} />
          </Section>
        </div>
      </div>
    </>
  );
}

function CaseHead({ detail }: { detail: CaseDetail }) {
  const meta = useMeta();
  const { case: subject, events, twins, proposedGrade } = detail;
  const states = meta.caseStates;
  const ending = subject.ending === null ? '' : `（${wordFor(meta.caseEndings, subject.ending)}）`;
  return (
    <header className="event-head">
      <h1 className="page-title">
        <LevelTag level={subject.level} /> {subject.title}
      </h1>
      <p className="facts">
        <strong data-testid="case-state">
          {wordFor(states, subject.state)}
          {ending}
        </strong>
        <span>{subject.grade === null ? `未定级（拟定${proposedGrade}）` : `等级：${subject.grade}`}</span>
        <span>{subject.topic}</span>
        <span>
          牵头：<strong>{subject.lead}</strong>
        </span>
        <span>协办：{subject.co.join('、') || '无'}</span>
        {events.map((eventId, i) => (
          <Link key={eventId} to={`/events/${encodeURIComponent(eventId)}`}>
            {events.length === 1 ? '事件页' : `事件页 ${i + 1}`}
          </Link>
        ))}
        {subject.mergedInto === null ? null : (
          <Link to={`/cases/${encodeURIComponent(subject.mergedInto)}`}>并入的个案</Link>
        )}
        {subject.follows === null ? null : (
          <Link to={`/cases/${encodeURIComponent(subject.follows)}`}>前一个案（已归档）</Link>
        )}
        {twins
          .filter(({ caseId }) => caseId !== subject.mergedInto && caseId !== subject.follows)
          .map(({ caseId, state, follows }) => (
            <Link key={caseId} to={`/cases/${encodeURIComponent(caseId)}`}>
              {follows === subject.caseId ? '后续个案' : '同一事件另有个案'}（{wordFor(states, state)}）
            </Link>
          ))}
      </p>
      <Steps
        className="case-steps"
        size="small"
        responsive={false}
        titlePlacement="vertical"
        current={states.findIndex(({ id }) => id === subject.state)}
        items={states.map(({ name }) => ({ title: name }))}
      />
    </header>
  );
}

function WaitingFor({ detail }: { detail: CaseDetail }) {
  const { pending, dispute } = detail.case;
  const vacant = vacancyOf(detail);
  return (
    <div data-testid="waiting-for">
      {pending === null ? null : (
        <p className="turn-note">
          {pending.by.name}提出“{PENDING[pending.kind]}
          {pending.grade === null ? '' : `为${pending.grade}`}”，等另一人复核。理由：{pending.reason}
        </p>
      )}
      {dispute === null ? null : (
        <p className="turn-note">
          {dispute.by.name}（{dispute.by.department}）{dispute.kind === 'hand-back' ? '退单' : '提出异议'}：
          {dispute.reason}
          。等{dispute.arbiter ? '局领导' : '统筹岗位'}裁定，时限照常计算。
        </p>
      )}
      {detail.waitingFor.length === 0 ? null : (
        <ul className="waiting">
          {detail.waitingFor.map(({ post, people }) => (
            <li key={post}>
              等待 {post}：{people.length > 0 ? people.join('、') : <span className="muted">无人担任</span>}
            </li>
          ))}
        </ul>
      )}
      {vacant === '' ? null : <p className="problem">{vacant}</p>}
    </div>
  );
}

/** Of posts that all must sign each one counts; elsewhere any one of those waited for is enough. */
function vacancyOf({ case: subject, waitingFor }: CaseDetail): string {
  const empty = waitingFor.filter(({ people }) => people.length === 0);
  if (subject.sheets.at(-1)?.state === 'open') {
    const missing = subject.sheets.at(-1)?.slots.filter(({ signature, post }) => {
      return signature === null && empty.some((one) => one.post === post);
    });
    if (missing === undefined || missing.length === 0) return '';
    const posts = missing.map(({ post }) => post).join('、');
    return `${posts}没有在用的账号担任：请系统管理员补设，或由局领导代签。`;
  }
  return waitingFor.length > 0 && empty.length === waitingFor.length
    ? '这些岗位都没有在用的账号担任，没有人能办：请系统管理员补设。'
    : '';
}

const PENDING = { 'lower-grade': '降低等级', archive: '办结归档', 'false-alarm': '按误报归档' } as const;

function CaseDeadlines({ detail }: { detail: CaseDetail }) {
  const meta = useMeta();
  const { deadlines, lead } = detail.case;
  if (deadlines.length === 0) return <p className="muted">本案没有时限。</p>;
  return (
    <ul className="deadlines">
      {deadlines.map((deadline) => (
        <li key={`${deadline.kind}-${deadline.dueAt}-${deadline.cause}`} data-testid="case-deadline">
          <p className="deadline-head">
            <strong>{deadline.name}</strong>
            {deadline.ended === null ? (
              <RunningClock deadline={deadline} />
            ) : (
              <span className="clock clock-none">{endWords(deadline)}</span>
            )}
          </p>
          <p className="muted">
            截止 <ExactTime at={deadline.dueAt} />；{wordFor(meta.deadlineAnchors, deadline.anchor)}（
            <ExactTime at={deadline.anchorAt} />
            ）计时；依据 {deadline.document}
            {deadline.cause === '' ? null : `；缘由：${deadline.cause}`}
            {deadline.calendar === null ? null : `；工作日历：${deadline.calendar}`}
          </p>
          {deadline.ended === null ? <NextCall deadline={deadline} lead={lead} /> : null}
          {deadline.problem === null ? null : <p className="problem">{deadline.problem}</p>}
        </li>
      ))}
    </ul>
  );
}

type CaseDeadline = CaseDetail['case']['deadlines'][number];

/** Who is told next if the case is still open then. */
function NextCall({ deadline, lead }: { deadline: CaseDeadline; lead: string }) {
  const next = deadline.calls.find(({ doneAt }) => doneAt === null);
  if (next === undefined) return null;
  const who = next.receivers
    .map((one) => one.replace('desks', '等待办理的岗位').replace('lead:', `${lead}:`))
    .join('、');
  return (
    <p className="muted">
      下次{next.kind === 'reminder' ? '提醒' : '上报'}：<ExactTime at={next.at} />（{next.name}），通知{who}
    </p>
  );
}

/** An end in time or not is told only of what was answered or handled; other clocks just no longer apply. */
function endWords({ dueAt, ended }: CaseDeadline): string {
  if (ended === null) return '';
  if (dueAt === null || !/回应|处置完毕/.test(ended.why)) return ended.why;
  return Date.parse(ended.at) <= Date.parse(dueAt) ? `${ended.why}，按时` : `${ended.why}，已超时`;
}
