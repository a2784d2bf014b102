import type { AlertDetail } from '../../alert-contract.ts';
import { useMeta, wordFor } from '../data/meta.ts';
import { groupNotices } from '../text/notice-groups.ts';
import { EmptyNote } from './empty-note.tsx';
import { LevelTag } from './level-tag.tsx';
import { When } from './when.tsx';

type Notice = AlertDetail['notices'][number];

/** Who was told, how, why, and whether it arrived. */
export function NoticeList({ notices }: { notices: readonly Notice[] }) {
  const meta = useMeta();
  if (notices.length === 0)
    return <EmptyNote title="没有发出通知">派送规则没有给出通知对象，或预警属历史归档。</EmptyNote>;
  return (
    <ul className="notice-list" data-testid="notices">
      {groupNotices(notices).map(({ notice, receivers }) => (
        <li key={notice.noticeId}>
          <p className="notice-head">
            <LevelTag level={notice.level} />
            <strong>{wordFor(meta.noticeReasons, notice.reason)}</strong>
            <span className="muted">{wordFor(meta.noticeChannels, notice.channel)}</span>
            <NoticeState notice={notice} />
            <span className="muted push">
              <When at={notice.createdAt} />
            </span>
          </p>
          <p>
            {receivers.length > 1 ? `通知 ${receivers.length} 个角色：` : '通知：'}
            {receivers.join('、')}
          </p>
          {notice.problem === null ? null : <p className="problem">原因：{notice.problem}</p>}
          <NoticeDecisions notice={notice} />
        </li>
      ))}
    </ul>
  );
}

const DECISION_HEADINGS = {
  pending: '为什么还没有送到',
  sent: '怎样送到',
  failed: '为什么没有送到',
  withheld: '为什么没有通知',
} as const;

/** Each step of the delivery with its reason: why somebody was told, and why not. */
export function NoticeDecisions({ notice }: { notice: Pick<Notice, 'decisions' | 'state'> }) {
  const meta = useMeta();
  if (notice.decisions.length === 0) return null;
  return (
    <details className="notice-decisions">
      <summary>{DECISION_HEADINGS[notice.state]}</summary>
      <ol>
        {notice.decisions.map(({ at, code, detail }) => (
          <li key={`${at} ${code}`}>
            <When at={at} /> {wordFor(meta.noticeDecisions, code)}
            {detail === null ? null : <span className="muted">：{detail}</span>}
          </li>
        ))}
      </ol>
    </details>
  );
}

export function NoticeState({ notice }: { notice: Pick<Notice, 'state' | 'attempts'> }) {
  const meta = useMeta();
  const tried = notice.attempts > 1 ? `（第 ${notice.attempts} 次）` : '';
  return (
    <span className={`state state-${notice.state}`}>
      {wordFor(meta.noticeStates, notice.state)}
      {tried}
    </span>
  );
}
