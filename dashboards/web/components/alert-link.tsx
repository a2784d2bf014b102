import { Link, useSearchParams } from 'react-router';
import type { AlertView } from '../../alert-contract.ts';

/** Opens the alert beside the list; the address keeps the filters. */
export function AlertLink({ alert }: { alert: Pick<AlertView, 'alertId' | 'title'> }) {
  const [params] = useSearchParams();
  const next = new URLSearchParams(params);
  next.set('alert', alert.alertId);
  return (
    <Link className="alert-link" to={{ search: `?${next}` }} preventScrollReset data-testid="alert-link">
      {alert.title}
    </Link>
  );
}
