import { Skeleton } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { EventDetail } from '../../record-contract.ts';
import { AlertActions } from '../components/alert-actions.tsx';
import { ArrangeEvent } from '../components/arrange-event.tsx';
import { BurstList } from '../components/burst-list.tsx';
import { CaseLinks } from '../components/case-link.tsx';
import { DeadlineList } from '../components/deadline-list.tsx';
import { EmptyNote } from '../components/empty-note.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { EventCurve } from '../components/event-curve.tsx';
import { EventHead } from '../components/event-head.tsx';
import { EventPosts } from '../components/event-posts.tsx';
import { EventResponses } from '../components/event-responses.tsx';
import { EventScores } from '../components/event-scores.tsx';
import { EventTimeline } from '../components/event-timeline.tsx';
import { HeatTable } from '../components/heat-table.tsx';
import { NoticeList } from '../components/notice-list.tsx';
import { PostView } from '../components/post-view.tsx';
import { RoutePath } from '../components/route-path.tsx';
import { Section } from '../components/section.tsx';
import { SilenceSection } from '../components/silence-section.tsx';
import { useTitle } from '../components/use-title.ts';
import { useUrlState } from '../components/use-url-state.ts';
import { useEventDetail } from '../data/events.ts';
import { countWords } from '../text/numbers.ts';
import '../styles/analysis.css';
import '../styles/detail.css';

const FIRST_POSTS = 60;
const MOST_POSTS = 500;

export function EventPage() {
  const { eventId = '' } = useParams();
  // More than these are asked for when somebody wants to see them: a large event has megabytes of them.
  const [wholeOf, setWholeOf] = useState<string | null>(null);
  const { data, error, refetch } = useEventDetail(eventId, wholeOf === eventId ? MOST_POSTS : FIRST_POSTS);
  useTitle(data?.event.title ?? '事件');
  return (
    <div className="page">
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
      {data ? (
        <EventView detail={data} onMore={() => setWholeOf(eventId)} />
      ) : error ? null : (
        <Skeleton active paragraph={{ rows: 12 }} />
      )}
      {error && !data ? (
        <p>
          <Link to="/">回到预警台</Link>
        </p>
      ) : null}
    </div>
  );
}

function EventView({ detail, onMore }: { detail: EventDetail; onMore(): void }) {
  const [params, patch] = useUrlState();
  const { alerts, event, posts } = detail;
  const newestFirst = [...alerts].sort((a, b) => Date.parse(b.detectedAt) - Date.parse(a.detectedAt));
  const alert = alerts.find(({ alertId }) => alertId === params.get('alert')) ?? newestFirst[0] ?? null;
  const postOf = (docId: string) => [...posts, ...detail.cited].find(({ post }) => post.docId === docId) ?? null;
  const gravest = postOf(alert?.docId ?? event.gravestDocId);
  const route = alert?.route ?? gravest?.verdict.route ?? null;
  return (
    <>
      <EventHead detail={detail} alert={alert} onChoose={(alertId) => patch({ alert: alertId }, { replace: true })} />
      <div className="two-columns">
        <div className="side">
          <Section title="处置">
            {alert === null ? (
              <EmptyNote title="还没有预警">这个事件没有达到预警级别，不需要签收。</EmptyNote>
            ) : (
              <>
                <AlertActions alert={alert} />
                <CaseLinks cases={detail.cases} alertId={alert.alertId} />
              </>
            )}
          </Section>
          {alert === null ? null : (
            <Section title="时限">
              <DeadlineList alert={alert} />
            </Section>
          )}
          {alert === null ? null : (
            <Section title="静默">
              <SilenceSection alert={alert} />
            </Section>
          )}
          <EventScores detail={detail} alert={alert} postOf={postOf} />
          {detail.heat === null ? null : (
            <Section title="热度">
              <HeatTable heat={detail.heat} />
            </Section>
          )}
          {detail.bursts.length === 0 ? null : (
            <Section title="突增">
              <BurstList bursts={detail.bursts} named={false} />
            </Section>
          )}
          <Section title="合并与拆分">
            <ArrangeEvent detail={detail} onMore={onMore} />
          </Section>
          {route === null ? null : (
            <Section title="为什么派给这些科室">
              <RoutePath route={route} />
            </Section>
          )}
        </div>
        <div className="middle">
          {gravest === null ? null : (
            <Section title={alert === null ? '最重的帖文' : '触发预警的帖文'}>
              <PostView found={gravest} />
            </Section>
          )}
          <Section title="传播曲线">
            <EventCurve detail={detail} />
          </Section>
          <Section title="经过">
            <EventTimeline detail={detail} />
          </Section>
          <Section title="通知">
            <NoticeList notices={detail.notices} />
          </Section>
          <Section title="公开回应">
            <EventResponses responses={detail.responses} />
          </Section>
          <Section title={`全部帖文（${countWords(event.postCount)}）`}>
            <EventPosts detail={detail} most={MOST_POSTS} onMore={onMore} />
          </Section>
        </div>
      </div>
    </>
  );
}
