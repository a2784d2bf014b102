import { App, Select } from 'antd';
import { useState } from 'react';
import type { AlertView, SilenceRequest } from '../../alert-contract.ts';
import { followAction } from '../data/followed-actions.ts';
import { serverClock } from '../data/server-clock.ts';
import { useSilenceOrder } from '../data/silences.ts';
import { SILENCE_HOURS, takesTwo, untilAfter } from '../text/silences.ts';
import { Field } from './field.tsx';
import { ReasonDialog } from './reason-dialog.tsx';

interface SilenceDialogProps {
  alert: AlertView;
  open: boolean;
  onClose(): void;
}

/** Asks what to stay silent about, for how long and why. */
export function SilenceDialog({ alert, open, onClose }: SilenceDialogProps) {
  const { message } = App.useApp();
  const order = useSilenceOrder(({ state, actionId }) => {
    if (state === 'pending') followAction(actionId, '静默');
    else void message.success(grave ? '已提出，等另一人同意后生效' : '已静默');
    leave();
  });
  const [scope, setScope] = useState<'event' | 'estate'>('event');
  const [hours, setHours] = useState(24);
  const { estate } = alert.places;
  const grave = takesTwo(alert.level);
  const leave = () => {
    order.reset();
    onClose();
  };
  const go = (reason: string) => {
    const match: SilenceRequest['match'] =
      scope === 'estate' && estate !== null ? { estate } : { eventId: alert.eventId };
    const until = untilAfter(hours, serverClock.now());
    order.mutate({ kind: 'silence', body: { match, upTo: alert.level, until, reason } });
  };
  return (
    <ReasonDialog
      open={open}
      title="静默预警"
      okText={grave ? '提出静默' : '确认静默'}
      reasonLabel="理由"
      needsReason
      pending={order.isPending}
      error={order.error}
      onOk={go}
      onClose={leave}
    >
      <ul className="effects">
        <li>范围内{alert.level}色及以下的预警不通知、不逐级上报；更高级别的照常通知。</li>
        <li>到结束时间仍未签收的，补发通知并照常上报；法定时限不停。</li>
        {grave ? <li>橙色及以上须由另一人同意后才生效。</li> : null}
      </ul>
      <Field label="范围">
        {(id) => (
          <Select
            id={id}
            value={scope}
            style={{ width: '100%' }}
            onChange={setScope}
            options={[
              { value: 'event', label: '这个事件' },
              ...(estate === null ? [] : [{ value: 'estate' as const, label: `${estate} 的全部预警` }]),
            ]}
          />
        )}
      </Field>
      <Field label="时长">
        {(id) => <Select id={id} style={{ width: '100%' }} value={hours} onChange={setHours} options={SILENCE_HOURS} />}
      </Field>
    </ReasonDialog>
  );
}
