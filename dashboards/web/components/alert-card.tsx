import { memo } from 'react';
import type { AlertView } from '../../alert-contract.ts';
import { useMeta, wordFor } from '../data/meta.ts';
import { roundPoints } from '../text/numbers.ts';
import { AlertLink } from './alert-link.tsx';
import type { AlertListProps } from './alert-list-props.ts';
import { QuickAcknowledge, rowClass, StateWord } from './alert-row.tsx';
import { BurstMark } from './burst-strip.tsx';
import { ClockCell } from './clock-cell.tsx';
import { LevelTag } from './level-tag.tsx';
import { When } from './when.tsx';

type AlertCardProps = Pick<AlertListProps, 'fresh' | 'gone' | 'bursts' | 'openId' | 'onAcknowledge'> & {
  alert: AlertView;
  /** Pixels, with the gap below. */
  height: number;
};

/** The same facts as a row of the table, for narrow screens. */
export const AlertCard = memo(function AlertCard({
  alert,
  height,
  fresh,
  gone,
  bursts,
  openId,
  onAcknowledge,
}: AlertCardProps) {
  const meta = useMeta();
  return (
    <li
      className={rowClass(alert, fresh, gone)}
      aria-current={openId === alert.alertId ? 'true' : undefined}
      style={{ height }}
      data-testid="alert-row"
      data-alert={alert.alertId}
      data-state={alert.state}
    >
      <div className="alert-card">
        <p className="card-line">
          <LevelTag level={alert.level} />
          <span className="score">{roundPoints(alert.risk.score)} 分</span>
          <StateWord alert={alert} />
          <span className="push">
            <ClockCell alert={alert} />
          </span>
        </p>
        <h2 className="card-title">
          <AlertLink alert={alert} />
        </h2>
        <p className="card-line muted one-line">
          <BurstMark burst={bursts.get(alert.alertId)} />
          {alert.topic} · {alert.places.district ?? '区县不明'} · {alert.sourceName}（
          {wordFor(meta.channels, alert.channel)}）
        </p>
        <p className="card-line muted">
          <When at={alert.detectedAt} />
          <span className="one-line">牵头 {alert.route.lead}</span>
          <span className="push over-link">
            <QuickAcknowledge alert={alert} onAcknowledge={onAcknowledge} />
          </span>
        </p>
      </div>
    </li>
  );
});
