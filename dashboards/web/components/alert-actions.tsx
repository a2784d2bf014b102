import { Button } from 'antd';
import { useState } from 'react';
import type { AlertView, OfferedAction } from '../../alert-contract.ts';
import { ActionDialog } from './action-dialog.tsx';

/** The buttons of an alert; under them why a greyed one is grey. */
export function AlertActions({ alert }: { alert: AlertView }) {
  const [asked, setAsked] = useState<OfferedAction | null>(null);
  const refused = alert.actions.filter((action) => !action.allowed);
  const noteId = `why-${alert.alertId}`;
  return (
    <div className="actions" data-testid="alert-actions">
      <div className="action-row">
        {alert.actions.map((action) => (
          <Button
            key={action.kind}
            type={action.kind === 'acknowledge' && action.allowed ? 'primary' : 'default'}
            disabled={!action.allowed}
            aria-describedby={action.allowed ? undefined : noteId}
            onClick={() => setAsked(action)}
            data-testid={`action-${action.kind}`}
          >
            {action.name}
          </Button>
        ))}
      </div>
      {refused.length === 0 ? null : (
        <ul className="why-not" id={noteId}>
          {refused.map((action) => (
            <li key={action.kind}>
              {action.name}不可用：{action.why ?? '当前状态不允许'}
            </li>
          ))}
        </ul>
      )}
      <ActionDialog alert={alert} action={asked} onClose={() => setAsked(null)} />
    </div>
  );
}
