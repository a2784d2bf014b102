import { App, Button } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { followAction } from '../data/followed-actions.ts';
import { useSession } from '../data/session.ts';
import { useSilenceOrder } from '../data/silences.ts';
import { type SilenceView, scopeWords } from '../text/silences.ts';
import { ReasonDialog } from './reason-dialog.tsx';
import { ExactTime } from './when.tsx';

const STATES = { proposed: '待第二人同意', 'in-force': '静默中', ended: '已结束' } as const;

/** One silence, and the way to agree to it or to end it. `withLink`: to the event that it is about. */
export function SilenceItem({ silence, withLink = false }: { silence: SilenceView; withLink?: boolean }) {
  const { message } = App.useApp();
  const order = useSilenceOrder(({ state, actionId }) => {
    const what = asked === 'approve' ? '同意' : endWord;
    if (state === 'applied') void message.success(`已${what}`);
    else followAction(actionId, `${what}（${scopeWords(silence)}）`);
    leave();
  });
  const session = useSession();
  const isOwn = session.data?.account === silence.by.account;
  const endWord = silence.state !== 'proposed' ? '结束静默' : isOwn ? '撤回' : '不同意';
  const [asked, setAsked] = useState<'approve' | 'end' | null>(null);
  const leave = () => {
    order.reset();
    setAsked(null);
  };
  return (
    <li data-testid="silence">
      <p className="deadline-head">
        <strong>
          {scopeWords(silence)}{' '}
          {withLink && silence.match.eventId !== undefined ? (
            <Link to={`/events/${encodeURIComponent(silence.match.eventId)}`}>事件页</Link>
          ) : null}
        </strong>
        <span className="clock clock-none">{silence.over ? '已结束' : STATES[silence.state]}</span>
      </p>
      <p className="muted">
        {silence.by.name} 提出，到 <ExactTime at={silence.until} />
        {silence.approvedBy === null ? null : `；${silence.approvedBy.name} 同意`}
        {silence.endedBy === null ? null : `；${silence.endedBy.name} 结束`}。理由：{silence.reason}
      </p>
      <div className="action-row">
        {silence.may.approve ? <Button onClick={() => setAsked('approve')}>同意静默</Button> : null}
        {silence.may.end ? <Button onClick={() => setAsked('end')}>{endWord}</Button> : null}
      </div>
      <ReasonDialog
        open={asked !== null}
        title={asked === 'approve' ? '同意静默' : endWord}
        okText="确认"
        reasonLabel="理由"
        needsReason
        pending={order.isPending}
        error={order.error}
        onOk={(reason) => {
          if (asked !== null) order.mutate({ kind: asked, silenceId: silence.silenceId, reason });
        }}
        onClose={leave}
      >
        <p>
          {asked === 'approve'
            ? '同意后立即生效：范围内的预警不通知、不上报，直到结束时间；每条没有发出的通知都记下原因。'
            : '结束后，范围内还没有签收的预警在一刻钟内补发通知，并照常上报。'}
        </p>
      </ReasonDialog>
    </li>
  );
}
