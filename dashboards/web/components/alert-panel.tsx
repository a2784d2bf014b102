import { Link } from 'react-router';
import type { AlertDetail } from '../../alert-contract.ts';
import { useMeta, wordFor } from '../data/meta.ts';
import { missingInputs } from '../text/missing-inputs.ts';
import { roundPoints } from '../text/numbers.ts';
import { routeAddressOf } from '../text/route-labels.ts';
import { AlertActions } from './alert-actions.tsx';
import { Timeline, useAuditEntries } from './audit-timeline.tsx';
import { CaseLinks } from './case-link.tsx';
import { DeadlineList } from './deadline-list.tsx';
import { EvidenceBox } from './evidence-box.tsx';
import { LevelTag } from './level-tag.tsx';
import { NoticeList } from './notice-list.tsx';
import { PostView } from './post-view.tsx';
import { RoutePath } from './route-path.tsx';
import { ScoreTable } from './score-table.tsx';
import { Section } from './section.tsx';
import { SilenceSection } from './silence-section.tsx';
import { When } from './when.tsx';

/** Everything about one alert, for the drawer and the page alike. */
export function AlertPanel({ detail }: { detail: AlertDetail }) {
  const meta = useMeta();
  const { alert } = detail;
  const entries = useAuditEntries(detail.audit);
  const place = [alert.places.district, alert.places.estate, alert.places.project].filter((part) => part !== null);
  return (
    <div className="alert-panel" data-testid="alert-panel" data-alert={alert.alertId}>
      <p className="facts">
        <LevelTag level={alert.level} />
        <span className="score">风险分 {roundPoints(alert.risk.score)}</span>
        <span data-testid="alert-state">{wordFor(meta.alertStates, alert.state)}</span>
        <span>{alert.topic}</span>
        <span>{place.join(' ') || '地点不明'}</span>
        <span>
          发现于 <When at={alert.detectedAt} />
        </span>
      </p>
      {alert.acknowledgedBy === null ? null : (
        <p className="muted">
          {alert.acknowledgedBy} 于 <When at={alert.acknowledgedAt} /> 签收
        </p>
      )}
      {alert.closeReason === null ? null : (
        <p className="muted">
          {alert.closedBy === 'system' ? '系统' : alert.closedBy} 于 <When at={alert.closedAt} /> 办结：
          {alert.closeReason}
        </p>
      )}
      <AlertActions alert={alert} />
      <CaseLinks cases={detail.cases} alertId={alert.alertId} />
      <p>
        <Link
          className="button-link"
          to={`/events/${encodeURIComponent(alert.eventId)}?alert=${encodeURIComponent(alert.alertId)}`}
        >
          打开事件页
        </Link>
      </p>
      <Section title="时限">
        <DeadlineList alert={alert} />
      </Section>
      <Section title="静默">
        <SilenceSection alert={alert} />
      </Section>
      <Section title="风险分构成">
        <ScoreTable
          risk={alert.risk}
          rulesVersion={alert.rulesVersion}
          missing={detail.post === null ? [] : missingInputs(detail.post.post)}
        />
      </Section>
      <Section title="触发预警的帖文">
        {detail.post === null ? <p className="muted">原帖已按保留期清除。</p> : <PostView found={detail.post} />}
      </Section>
      <EvidenceBox alert={alert} />
      <Section title="为什么派给这些科室">
        <RoutePath route={alert.route} />
        <p>
          <Link to={routeAddressOf(detail)}>按现行规则再试</Link>
        </p>
      </Section>
      <Section title="通知">
        <NoticeList notices={detail.notices} />
      </Section>
      <Section title="经过">
        <Timeline entries={entries} />
      </Section>
    </div>
  );
}
