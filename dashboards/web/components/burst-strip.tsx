import { Link } from 'react-router';
import type { Burst } from '../../record-contract.ts';
import { burstFigures, burstWhy } from '../text/bursts.ts';
import { BurstSubject } from './burst-list.tsx';

const SHOWN = 3;

/** Bursts of the last day above the board, with their figures. */
export function BurstStrip({ bursts }: { bursts: readonly Burst[] }) {
  if (bursts.length === 0) return null;
  return (
    <section className="burst-strip" aria-label="近 24 小时突增" data-testid="burst-strip">
      <strong>突增</strong>
      <ul>
        {bursts.slice(0, SHOWN).map((burst) => (
          <li key={burst.burstId}>
            <BurstSubject subject={burst.subject} />
            <span className="muted">{burstFigures(burst)}</span>
          </li>
        ))}
      </ul>
      <Link to="/analysis">{bursts.length > 1 ? `共 ${bursts.length} 项，` : ''}看依据</Link>
    </section>
  );
}

/** On an alert whose event bursts. */
export function BurstMark({ burst }: { burst: Burst | undefined }) {
  if (burst === undefined) return null;
  return (
    <span className="burst-mark" title={`${burstFigures(burst)}；${burstWhy(burst)}`} data-testid="burst-mark">
      突增 {burst.count} 帖/时
    </span>
  );
}
