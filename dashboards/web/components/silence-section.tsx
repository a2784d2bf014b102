import { Button } from 'antd';
import { useState } from 'react';
import type { AlertView } from '../../alert-contract.ts';
import { useSilences } from '../data/silences.ts';
import { isAbout } from '../text/silences.ts';
import { ErrorNote } from './error-note.tsx';
import { SilenceDialog } from './silence-dialog.tsx';
import { SilenceItem } from './silence-item.tsx';
import { ExactTime } from './when.tsx';

/** Whether people are told of this alert, who decided otherwise and why, and the way to decide so. */
export function SilenceSection({ alert }: { alert: AlertView }) {
  const { data, error } = useSilences();
  const [asking, setAsking] = useState(false);
  const about = (data?.items ?? []).filter((one) => isAbout(one, alert));
  return (
    <div data-testid="silences">
      {alert.muted === null ? null : (
        <p className="problem" data-testid="muted">
          自 <ExactTime at={alert.muted.at} /> 起不通知、不上报：{alert.muted.detail}
        </p>
      )}
      {error ? <ErrorNote error={error} /> : null}
      {about.length === 0 ? <p className="muted">没有静默，照常通知。</p> : null}
      <ul className="deadlines">
        {about.map((one) => (
          <SilenceItem key={one.silenceId} silence={one} />
        ))}
      </ul>
      {alert.state === 'closed' ? null : (
        <p>
          <Button onClick={() => setAsking(true)}>静默…</Button>
        </p>
      )}
      <SilenceDialog alert={alert} open={asking} onClose={() => setAsking(false)} />
    </div>
  );
}
