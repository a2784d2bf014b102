import { Button } from 'antd';
import { memo } from 'react';
import type { AlertView } from '../../alert-contract.ts';
import { useMeta, wordFor } from '../data/meta.ts';
import { roundPoints } from '../text/numbers.ts';
import { AlertLink } from './alert-link.tsx';
import type { AlertListProps } from './alert-list-props.ts';
import { BurstMark } from './burst-strip.tsx';
import { ClockCell } from './clock-cell.tsx';
import { LevelTag } from './level-tag.tsx';
import { When } from './when.tsx';

/** Widths in pixels; the title takes what is left. */
export const COLUMNS: readonly { name: string; width: number | null; numeric?: boolean }[] = [
  { name: '级别', width: 68 },
  { name: '剩余时间', width: 136 },
  { name: '风险分', width: 66, numeric: true },
  { name: '标题', width: null },
  { name: '主题', width: 118 },
  { name: '区县', width: 96 },
  { name: '来源 / 渠道', width: 128 },
  { name: '发现时间', width: 104 },
  { name: '状态', width: 84 },
  { name: '牵头科室', width: 116 },
  { name: '操作', width: 84 },
];

type AlertRowProps = Pick<AlertListProps, 'fresh' | 'gone' | 'bursts' | 'openId' | 'onAcknowledge'> & {
  alert: AlertView;
  /** Counts from 0. */
  position: number;
};

export const AlertRow = memo(function AlertRow({
  alert,
  position,
  fresh,
  gone,
  bursts,
  openId,
  onAcknowledge,
}: AlertRowProps) {
  const meta = useMeta();
  return (
    <tr
      aria-rowindex={position + 2}
      aria-current={openId === alert.alertId ? 'true' : undefined}
      className={rowClass(alert, fresh, gone)}
      data-testid="alert-row"
      data-alert={alert.alertId}
      data-state={alert.state}
    >
      <td>
        <LevelTag level={alert.level} />
      </td>
      <td>
        <ClockCell alert={alert} />
      </td>
      <td className="number score">{roundPoints(alert.risk.score)}</td>
      <th scope="row">
        <AlertLink alert={alert} />
        <span className="summary">
          <BurstMark burst={bursts.get(alert.alertId)} />
          {gone.has(alert.alertId) ? '（已变化，不再符合筛选）' : alert.summary}
        </span>
      </th>
      <td>
        <TwoLines text={alert.topic} />
      </td>
      <td>
        {alert.places.district === null ? (
          <span className="muted">不明</span>
        ) : (
          <TwoLines text={alert.places.district} />
        )}
      </td>
      <td>
        <span className="one-line" title={alert.sourceName}>
          {alert.sourceName}
        </span>
        <span className="one-line muted">{wordFor(meta.channels, alert.channel)}</span>
      </td>
      <td className="over-link">
        <When at={alert.detectedAt} />
      </td>
      <td>
        <StateWord alert={alert} />
      </td>
      <td>
        <TwoLines text={alert.route.lead} />
      </td>
      <td className="over-link">
        <QuickAcknowledge alert={alert} onAcknowledge={onAcknowledge} />
      </td>
    </tr>
  );
});

function TwoLines({ text }: { text: string }) {
  return (
    <span className="two-lines" title={text}>
      {text}
    </span>
  );
}

export function rowClass(alert: AlertView, fresh: ReadonlySet<string>, gone: ReadonlySet<string>): string {
  return [
    'alert-row',
    alert.state === 'open' ? 'is-open' : '',
    fresh.has(alert.alertId) ? 'is-fresh' : '',
    gone.has(alert.alertId) ? 'is-gone' : '',
  ]
    .filter((name) => name !== '')
    .join(' ');
}

export function StateWord({ alert }: { alert: AlertView }) {
  const meta = useMeta();
  return <span className={`state state-${alert.state}`}>{wordFor(meta.alertStates, alert.state)}</span>;
}

export function QuickAcknowledge({ alert, onAcknowledge }: Pick<AlertRowProps, 'alert' | 'onAcknowledge'>) {
  const offered = alert.actions.find((action) => action.kind === 'acknowledge');
  if (!offered || alert.state !== 'open') return null;
  return (
    <Button
      size="small"
      disabled={!offered.allowed}
      title={offered.why ?? undefined}
      aria-label={`签收：${alert.title}`}
      onClick={() => onAcknowledge(alert)}
    >
      签收
    </Button>
  );
}
