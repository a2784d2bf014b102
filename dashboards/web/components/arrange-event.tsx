import { App, Button, Checkbox, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import type { EventActionRequest, EventDetail } from '../../record-contract.ts';
import { useArrangeEvent, useNearEvents } from '../data/events.ts';
import { followAction } from '../data/followed-actions.ts';
import { useSession } from '../data/session.ts';
import { ErrorNote } from './error-note.tsx';
import { Field } from './field.tsx';
import { ReasonDialog } from './reason-dialog.tsx';

type Kind = EventActionRequest['kind'];

/** An operator makes one event of two, or two of one; what comes later respects it. */
export function ArrangeEvent({ detail, onMore }: { detail: EventDetail; onMore(): void }) {
  const session = useSession().data;
  const [kind, setKind] = useState<Kind | null>(null);
  if (session?.permissions.includes('arrange-events') !== true) {
    return <p className="muted">您的角色不能合并或拆分事件。</p>;
  }
  return (
    <>
      <div className="action-row">
        <Button onClick={() => setKind('merge')}>合并到一起…</Button>
        <Button
          disabled={detail.posts.length < 2}
          onClick={() => {
            onMore();
            setKind('split');
          }}
        >
          拆出帖文…
        </Button>
      </div>
      {kind === 'merge' ? <MergeDialog detail={detail} onClose={() => setKind(null)} /> : null}
      {kind === 'split' ? <SplitDialog detail={detail} onClose={() => setKind(null)} /> : null}
    </>
  );
}

interface DialogProps {
  detail: EventDetail;
  onClose(): void;
}

function MergeDialog({ detail: { event }, onClose }: DialogProps) {
  const { data, error } = useNearEvents(event.topic);
  const [other, setOther] = useState<string | null>(null);
  const others = (data?.items ?? []).filter(({ eventId }) => eventId !== event.eventId);
  const order = other === null ? null : ({ kind: 'merge', otherEventId: other } as const);
  return (
    <ArrangeDialog
      event={event}
      title="合并事件"
      okText="合并"
      order={order}
      missing="请选择另一个事件"
      onClose={onClose}
    >
      <ul className="effects">
        <li>两个事件成为一个，帖文、预警和经过都留下；较晚的事件编号从此指向合并后的事件。</li>
        <li>以后来的帖文照此归并，直到有人拆开。</li>
      </ul>
      <Field label="另一个事件（同主题，近来的在前）">
        {(id) => (
          <Select<string>
            id={id}
            showSearch={{ optionFilterProp: 'label' }}
            value={other}
            placeholder="按标题查找"
            notFoundContent="同主题没有别的事件"
            options={others.map(({ eventId, title, postCount, lastAt }) => ({
              value: eventId,
              label: `${title}（${postCount} 帖，${lastAt.slice(0, 10)}）`,
            }))}
            onChange={setOther}
          />
        )}
      </Field>
      {error ? <ErrorNote error={error} /> : null}
    </ArrangeDialog>
  );
}

function SplitDialog({ detail: { event, posts }, onClose }: DialogProps) {
  const [docIds, setDocIds] = useState<readonly string[]>([]);
  const stored = event.postCount - event.copyCount;
  const order = docIds.length === 0 || docIds.length >= stored ? null : { kind: 'split' as const, docIds: [...docIds] };
  const missing = docIds.length === 0 ? '请勾选要拆出的帖文' : '至少留下一帖';
  return (
    <ArrangeDialog event={event} title="拆分事件" okText="拆出" order={order} missing={missing} onClose={onClose}>
      <ul className="effects">
        <li>勾选的帖文连同它们的转载拆出，成为另一个事件；级别够的另发预警。</li>
        <li>以后来的帖文不会再把两边连到一起。</li>
      </ul>
      <Checkbox.Group
        className="post-choices"
        value={[...docIds]}
        options={posts.map(({ post }) => ({
          value: post.docId,
          label: post.title || post.text.slice(0, 40) || '（无标题）',
        }))}
        onChange={setDocIds}
      />
    </ArrangeDialog>
  );
}

interface ArrangeDialogProps {
  event: EventDetail['event'];
  title: string;
  okText: string;
  /** Null while something is still to be chosen; `missing` says what. */
  order: { kind: 'merge'; otherEventId: string } | { kind: 'split'; docIds: string[] } | null;
  missing: string;
  children: ReactNode;
  onClose(): void;
}

function ArrangeDialog({ event, title, okText, order, missing, children, onClose }: ArrangeDialogProps) {
  const { message } = App.useApp();
  const navigate = useNavigate();
  const arrange = useArrangeEvent(event.eventId);
  const [incomplete, setIncomplete] = useState(false);
  const go = (reason: string) => {
    setIncomplete(order === null);
    if (order === null) return;
    arrange.mutate(
      { ...order, reason },
      {
        onSuccess({ state, actionId, event: now }) {
          if (state === 'applied') void message.success(`${title}已完成`);
          else followAction(actionId, `${title}“${event.title}”`);
          onClose();
          if (now !== null && now.eventId !== event.eventId) {
            void navigate(`/events/${encodeURIComponent(now.eventId)}`, { replace: true });
          }
        },
      },
    );
  };
  return (
    <ReasonDialog
      open
      title={title}
      okText={okText}
      reasonLabel="理由"
      needsReason
      pending={arrange.isPending}
      error={arrange.error}
      onOk={go}
      onClose={onClose}
    >
      {children}
      {incomplete && order === null ? (
        <p role="alert" className="problem">
          {missing}。
        </p>
      ) : null}
    </ReasonDialog>
  );
}
