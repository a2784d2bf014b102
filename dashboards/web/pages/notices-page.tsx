import { Segmented, Skeleton } from 'antd';
import { Link } from 'react-router';
import type { NoticePage } from '../../alert-contract.ts';
import { EmptyNote } from '../components/empty-note.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { LevelTag } from '../components/level-tag.tsx';
import { MoreButton } from '../components/more-button.tsx';
import { NoticeDecisions, NoticeState } from '../components/notice-list.tsx';
import { useTitle } from '../components/use-title.ts';
import { useUrlState } from '../components/use-url-state.ts';
import { When } from '../components/when.tsx';
import { useMeta, wordFor } from '../data/meta.ts';
import { type NoticeScope, useNotices } from '../data/notices.ts';
import { useSession } from '../data/session.ts';
import { totalWords } from '../text/numbers.ts';
import '../styles/search.css';

/** Roles that may read what everybody was sent; the server decides, the page only offers. */
const SEES_ALL: ReadonlySet<string> = new Set(['duty', 'leader', 'office', 'admin']);

export function NoticesPage() {
  useTitle('我的通知');
  const [params, patch] = useUrlState();
  const session = useSession();
  const scope: NoticeScope = params.get('scope') === 'all' ? 'all' : 'mine';
  const list = useNotices(scope);
  const { data, error, refetch } = list;
  const notices = data?.pages.flatMap((page) => page.items) ?? [];
  const first = data?.pages[0];
  return (
    <div className="page narrow">
      <h1 className="page-title">{scope === 'all' ? '全部通知' : '我的通知'}</h1>
      {SEES_ALL.has(session.data?.role ?? '') ? (
        <Segmented
          aria-label="范围"
          value={scope}
          options={[
            { value: 'mine', label: '发给我的' },
            { value: 'all', label: '全部' },
          ]}
          onChange={(next) => patch({ scope: next === 'all' ? 'all' : null })}
        />
      ) : null}
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
      {first ? (
        <p className="muted">
          共 {totalWords(first.total, first.totalCapped)} 条
          {scope === 'mine' ? `，发给 ${session.data?.receivers.join('、') || '（您的账号没有通知角色）'}` : ''}
        </p>
      ) : null}
      {first && notices.length === 0 ? (
        <EmptyNote title="还没有通知">有预警派给您的科室和角色时，通知会自动出现在这里。</EmptyNote>
      ) : null}
      {data || error ? null : <Skeleton active paragraph={{ rows: 8 }} />}
      <ul className="notices" data-testid="notices">
        {notices.map((notice) => (
          <NoticeItem key={notice.noticeId} notice={notice} />
        ))}
      </ul>
      <MoreButton list={list} />
    </div>
  );
}

function NoticeItem({ notice }: { notice: NoticePage['items'][number] }) {
  const meta = useMeta();
  return (
    <li className="notice">
      <p className="found-head">
        <LevelTag level={notice.level} />
        <span className="muted">{notice.receiver}</span>
        <span className="muted">{wordFor(meta.noticeChannels, notice.channel)}</span>
        <NoticeState notice={notice} />
        <span className="push muted">
          <When at={notice.createdAt} />
        </span>
      </p>
      <h2 className="post-title">
        <Link to={subjectOf(notice.alertId)}>{notice.title}</Link>
      </h2>
      <p>为什么通知我：{wordFor(meta.noticeReasons, notice.reason)}</p>
      <p className="muted notice-body">{withoutReason(notice.body)}</p>
      {notice.problem === null ? null : <p className="problem">原因：{notice.problem}</p>}
      <NoticeDecisions notice={notice} />
    </li>
  );
}

/** A notice about a case leads to it, one about a source leads to the sources, one about a channel to what the channel did not deliver. */
function subjectOf(alertId: string): string {
  if (alertId.startsWith('channel:')) return '/notices';
  if (alertId.startsWith('case:')) return `/cases/${encodeURIComponent(alertId.slice('case:'.length))}`;
  return alertId.startsWith('source:') ? '/sources' : `/alerts/${encodeURIComponent(alertId)}`;
}

/** The reason stands above in its own line; the body, which also goes to robots, names it again. */
function withoutReason(body: string): string {
  return body
    .split('\n')
    .filter((line) => !line.startsWith('为什么通知我：'))
    .join('\n');
}
