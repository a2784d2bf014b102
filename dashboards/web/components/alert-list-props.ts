import type { AlertView } from '../../alert-contract.ts';

/** What the board's table and its cards are given. */
export interface AlertListProps {
  alerts: readonly AlertView[];
  /** Matches in all, for screen readers: most rows are not in the page. */
  total: number;
  /** Just arrived. */
  fresh: ReadonlySet<string>;
  gone: ReadonlySet<string>;
  openId: string | null;
  onAcknowledge(alert: AlertView): void;
}
