import { Link } from 'react-router';
import type { Burst } from '../../record-contract.ts';
import { burstWhy } from '../text/bursts.ts';
import { ExactTime } from './when.tsx';

/** Bursts with the figures that led to them. */
export function BurstList({ bursts, named }: { bursts: readonly Burst[]; named: boolean }) {
  return (
    <ul className="burst-list" data-testid="bursts">
      {bursts.map((burst) => (
        <li key={burst.burstId}>
          <p className="facts">
            <span>
              <ExactTime at={burst.at} /> 起一小时 <strong>{burst.count} 帖</strong>
            </span>
            {named ? <BurstSubject subject={burst.subject} /> : null}
          </p>
          <p className="muted">
            {burstWhy(burst)}（公式版本 {burst.version}）
          </p>
        </li>
      ))}
    </ul>
  );
}

export function BurstSubject({ subject: { kind, ref, name } }: Pick<Burst, 'subject'>) {
  return kind === 'event' ? (
    <Link to={`/events/${encodeURIComponent(ref)}`}>{name}</Link>
  ) : (
    <Link to={`/search?topic=${encodeURIComponent(ref)}`}>主题“{name}”</Link>
  );
}
