import { App, Button } from 'antd';
import { useState } from 'react';
import type { AlertView } from '../../alert-contract.ts';
import { useSilenceOrder, useSilences } from '../data/silences.ts';
import { isAbout, type SilenceView, scopeWords } from '../text/silences.ts';
import { ErrorNote } from './error-note.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { SilenceDialog } from './silence-dialog.tsx';
import { ExactTime } from './when.tsx';

const STATES = { proposed: '待第二人同意', 'in-force': '静默中', ended: '已结束' } as const;

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

function SilenceItem({ silence }: { silence: SilenceView }) {
  const { message } = App.useApp();
  const order = useSilenceOrder();
  const [asked, setAsked] = useState<'approve' | 'end' | null>(null);
  const leave = () => {
    order.reset();
    setAsked(null);
  };
  return (
    <li>
      <p className="deadline-head">
        <strong>{scopeWords(silence)}</strong>
        <span className="clock clock-none">{silence.over ? '已结束' : STATES[silence.state]}</span>
      </p>
      <p className="muted">
        {silence.by.name} 提出，到 <ExactTime at={silence.until} />
        {silence.approvedBy === null ? null : `；${silence.approvedBy.name} 同意`}
        {silence.endedBy === null ? null : `；${silence.endedBy.name} 结束`}。理由：{silence.reason}
      </p>
      <div className="action-row">
        {silence.may.approve ? <Button onClick={() => setAsked('approve')}>同意静默</Button> : null}
        {silence.may.end ? (
          <Button onClick={() => setAsked('end')}>{silence.state === 'proposed' ? '不同意' : '结束静默'}</Button>
        ) : null}
      </div>
      <ReasonDialog
        open={asked !== null}
        title={asked === 'approve' ? '同意静默' : '结束静默'}
        okText="确认"
        reasonLabel="理由"
        needsReason
        pending={order.isPending}
        error={order.error}
        onOk={(reason) => {
          if (asked === null) return;
          order.mutate(
            { kind: asked, silenceId: silence.silenceId, reason },
            {
              onSuccess() {
                void message.success(asked === 'approve' ? '已同意' : '已结束');
                leave();
              },
            },
          );
        }}
        onClose={leave}
      >
        <p>
          {asked === 'approve'
            ? '同意后立即生效：范围内的预警不通知、不上报，直到结束时间；每条没有发出的通知都记下原因。'
            : '结束后，范围内还没有签收的预警在下一次检查时补发通知，并照常上报。'}
        </p>
      </ReasonDialog>
    </li>
  );
}
