import { Skeleton } from 'antd';
import { useParams } from 'react-router';
import { AlertPanel } from '../components/alert-panel.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { useTitle } from '../components/use-title.ts';
import { useAlert } from '../data/alerts.ts';
import '../styles/detail.css';

/** The lasting address of one alert, for links in notices. */
export function AlertPage() {
  const { alertId = '' } = useParams();
  const { data, error, refetch } = useAlert(alertId);
  useTitle(data?.alert.title ?? '预警');
  return (
    <div className="page narrow">
      <h1 className="page-title">{data?.alert.title ?? '预警'}</h1>
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
      {data ? <AlertPanel detail={data} /> : error ? null : <Skeleton active paragraph={{ rows: 10 }} />}
    </div>
  );
}
