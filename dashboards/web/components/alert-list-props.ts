import type { AlertView } from '../../alert-contract.ts';
import type { Burst } from '../../record-contract.ts';

/** What the board's table and its cards are given. */
export interface AlertListProps {
  alerts: readonly AlertView[];
  /** Matches in all, for screen readers: most rows are not in the page. */
  total: number;
  /** Just arrived. */
  fresh: ReadonlySet<string>;
  gone: ReadonlySet<string>;
  /** By alertId, where the event of the alert bursts. */
  bursts: ReadonlyMap<string, Burst>;
  openId: string | null;
  onAcknowledge(alert: AlertView): void;
}
