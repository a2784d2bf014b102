import { Drawer, Skeleton } from 'antd';
import { useAlert } from '../data/alerts.ts';
import { AlertPanel } from './alert-panel.tsx';
import { ErrorNote } from './error-note.tsx';

interface AlertDrawerProps {
  /** Null = closed. */
  alertId: string | null;
  onClose(): void;
}

export function AlertDrawer({ alertId, onClose }: AlertDrawerProps) {
  const { data, error, refetch } = useAlert(alertId);
  return (
    <Drawer
      open={alertId !== null}
      onClose={onClose}
      size="min(720px, 100vw)"
      title={data?.alert.title ?? '预警'}
      closable={{ 'aria-label': '关闭' }}
      destroyOnHidden
    >
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
      {data ? <AlertPanel detail={data} /> : error ? null : <Skeleton active paragraph={{ rows: 10 }} />}
    </Drawer>
  );
}
