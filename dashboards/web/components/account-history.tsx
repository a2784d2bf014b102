import { Skeleton } from 'antd';
import { useState } from 'react';
import { useAccountHistory } from '../data/accounts.ts';
import { ErrorNote } from './error-note.tsx';
import { ExactTime } from './when.tsx';

/** What was done to an account, from the audit log; read only when somebody wants to see it. */
export function AccountHistory({ account }: { account: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(toggle) => setOpen(toggle.currentTarget.open)}>
      <summary>审计记录</summary>
      {open ? <Lines account={account} /> : null}
    </details>
  );
}

function Lines({ account }: { account: string }) {
  const { data, error, refetch } = useAccountHistory(account);
  if (error) return <ErrorNote error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton active paragraph={{ rows: 2 }} />;
  if (data.items.length === 0) return <p className="muted">首次启动时由系统建立，之后没有改动。</p>;
  return (
    <ol className="timeline" data-testid="account-history">
      {data.items.map(({ seq, at, by, what, details }) => (
        <li key={seq}>
          <p>
            <span className="muted">
              <ExactTime at={at} />
            </span>{' '}
            <strong>{by}</strong> {what} <span className="muted">（审计第 {seq} 行）</span>
          </p>
          {details.length === 0 ? null : <p className="muted">{details.join('；')}</p>}
        </li>
      ))}
    </ol>
  );
}
