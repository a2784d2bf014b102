import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { EmptyNote } from '../components/empty-note.tsx';
import { ErrorNote } from '../components/error-note.tsx';
import { NewSilenceDialog } from '../components/new-silence-dialog.tsx';
import { Section } from '../components/section.tsx';
import { SilenceItem } from '../components/silence-item.tsx';
import { useTitle } from '../components/use-title.ts';
import { useSession } from '../data/session.ts';
import { useSilences } from '../data/silences.ts';
import type { SilenceView } from '../text/silences.ts';
import '../styles/detail.css';

/** Everything that keeps people from being told: what waits for a second person, what holds, what is over. */
export function SilencesPage() {
  useTitle('静默');
  const { data, error, refetch } = useSilences();
  const session = useSession();
  const [asking, setAsking] = useState(false);
  const items = data?.items ?? [];
  const groups = [
    { title: '待第二人同意', rows: items.filter((one) => !one.over && one.state === 'proposed') },
    { title: '静默中', rows: items.filter((one) => !one.over && one.state === 'in-force') },
    { title: '近 30 天结束的', rows: items.filter((one) => one.over) },
  ];
  return (
    <div className="page narrow">
      <h1 className="page-title">静默</h1>
      <p>
        静默期间，范围内的预警不通知、不逐级上报，预警照常列在预警台上；红、橙级须两人。针对一个事件的静默在预警里提出。
      </p>
      {session.data?.permissions.includes('silence') ? (
        <p className="after-list">
          <Button type="primary" onClick={() => setAsking(true)}>
            新的静默…
          </Button>
        </p>
      ) : (
        <p className="muted">您的角色可以看，不能提出静默。</p>
      )}
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
      {data || error ? null : <Skeleton active paragraph={{ rows: 6 }} />}
      {data && items.length === 0 ? (
        <EmptyNote title="没有静默">所有预警照常通知。某个主题或区县一时不必打扰时，可以在这里设静默。</EmptyNote>
      ) : null}
      {groups.map(({ title, rows }) => (
        <Group key={title} title={title} rows={rows} />
      ))}
      <NewSilenceDialog open={asking} onClose={() => setAsking(false)} />
    </div>
  );
}

function Group({ title, rows }: { title: string; rows: readonly SilenceView[] }) {
  if (rows.length === 0) return null;
  return (
    <Section title={`${title}（${rows.length}）`}>
      <ul className="deadlines">
        {rows.map((one) => (
          <SilenceItem key={one.silenceId} silence={one} withLink />
        ))}
      </ul>
    </Section>
  );
}
