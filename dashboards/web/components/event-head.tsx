import { Segmented } from 'antd';
import type { AlertView } from '../../alert-contract.ts';
import type { EventDetail } from '../../record-contract.ts';
import { useMeta, wordFor } from '../data/meta.ts';
import { countWords, roundPoints } from '../text/numbers.ts';
import { LevelTag } from './level-tag.tsx';
import { When } from './when.tsx';

interface EventHeadProps {
  detail: EventDetail;
  /** The alert the page speaks of; an event has one for each level it reached. */
  alert: AlertView | null;
  onChoose(alertId: string): void;
}

export function EventHead({ detail: { event, alerts }, alert, onChoose }: EventHeadProps) {
  const meta = useMeta();
  const place = [event.district, event.estate].filter((part) => part !== null).join(' ');
  return (
    <header className="event-head">
      <h1 className="page-title">
        <LevelTag level={event.level} /> {event.title}
      </h1>
      <p className="facts">
        <span className="score" data-testid="event-score">
          事件分 {roundPoints(event.score)}
        </span>
        {alert === null ? null : (
          <span data-testid="alert-state" className={`state state-${alert.state}`}>
            {wordFor(meta.alertStates, alert.state)}
            {alert.acknowledgedBy === null ? '' : `（${alert.acknowledgedBy}）`}
          </span>
        )}
        <span>{event.topic}</span>
        <span>地点：{place || '不明'}</span>
        <span>
          {countWords(event.postCount)} 帖，{event.sourceCount} 个来源
        </span>
        <span>
          首帖 <When at={event.firstAt} />
        </span>
        <span>
          最近 <When at={event.lastAt} />
        </span>
        {alert === null ? null : (
          <>
            <span>
              牵头：<strong>{alert.route.lead}</strong>
            </span>
            <span>协办：{alert.route.co.join('、') || '无'}</span>
          </>
        )}
      </p>
      {alerts.length > 1 && alert !== null ? (
        <Segmented
          aria-label="选择预警"
          value={alert.alertId}
          options={alerts.map(({ alertId, level, state }) => ({
            value: alertId,
            label: `${level}色 · ${wordFor(meta.alertStates, state)}`,
          }))}
          onChange={onChoose}
        />
      ) : null}
    </header>
  );
}
