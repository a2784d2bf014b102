import { type RefObject, useRef } from 'react';
import { AlertCard } from './alert-card.tsx';
import type { AlertListProps } from './alert-list-props.ts';
import { AlertRow, COLUMNS } from './alert-row.tsx';
import { useRowWindow } from './use-row-window.ts';

const ROW_HEIGHT = 64;
const CARD_HEIGHT = 156;

/** Only the rows on the screen are drawn; the page itself scrolls. */
export function AlertTable({ alerts, total, ...rest }: AlertListProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const shown = useRowWindow(body, alerts.length, ROW_HEIGHT);
  return (
    <table className="alert-table" aria-label="预警" aria-rowcount={total + 1} data-testid="alert-list">
      <colgroup>
        {COLUMNS.map(({ name, width }) => (
          <col key={name} style={width === null ? undefined : { width }} />
        ))}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          {COLUMNS.map(({ name, numeric }) => (
            <th key={name} scope="col" className={numeric ? 'number' : undefined}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        {shown.before > 0 ? <Gap height={shown.before} /> : null}
        {alerts.slice(shown.from, shown.to).map((alert, index) => (
          <AlertRow key={alert.alertId} alert={alert} position={shown.from + index} {...rest} />
        ))}
        {shown.after > 0 ? <Gap height={shown.after} /> : null}
      </tbody>
    </table>
  );
}

function Gap({ height }: { height: number }) {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a table row takes no focus; this one is empty space
    <tr aria-hidden="true" className="gap">
      <td colSpan={COLUMNS.length} style={{ height }} />
    </tr>
  );
}

export function AlertCards({ alerts, total: _, ...rest }: AlertListProps) {
  const body: RefObject<HTMLUListElement | null> = useRef(null);
  const shown = useRowWindow(body, alerts.length, CARD_HEIGHT);
  return (
    <ul className="alert-cards" aria-label="预警" ref={body} data-testid="alert-list">
      {shown.before > 0 ? <li aria-hidden="true" style={{ height: shown.before }} /> : null}
      {alerts.slice(shown.from, shown.to).map((alert) => (
        <AlertCard key={alert.alertId} alert={alert} height={CARD_HEIGHT} {...rest} />
      ))}
      {shown.after > 0 ? <li aria-hidden="true" style={{ height: shown.after }} /> : null}
    </ul>
  );
}
