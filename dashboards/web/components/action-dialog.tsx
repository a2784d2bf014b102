import { App, Input, Modal } from 'antd';
import { useId, useState } from 'react';
import type { AlertView, OfferedAction } from '../../alert-contract.ts';
import { useAct } from '../data/alerts.ts';
import { followAction } from '../data/followed-actions.ts';
import { useMeta, wordFor } from '../data/meta.ts';
import { runningDeadlines } from '../text/deadlines.ts';
import { ErrorNote } from './error-note.tsx';
import { LevelTag } from './level-tag.tsx';

interface ActionDialogProps {
  alert: AlertView;
  /** Null = closed. */
  action: Pick<OfferedAction, 'kind' | 'name' | 'needsReason'> | null;
  onClose(): void;
}

/** Asks before anything is done and says what will happen. */
export function ActionDialog({ alert, action, onClose }: ActionDialogProps) {
  const { message } = App.useApp();
  const act = useAct();
  const [reason, setReason] = useState('');
  const fieldId = useId();
  const [missing, setMissing] = useState(false);

  const leave = () => {
    setReason('');
    setMissing(false);
    act.reset();
    onClose();
  };
  const carryOut = () => {
    if (action === null || act.isPending) return;
    const given = reason.trim();
    if (action.needsReason && given === '') {
      setMissing(true);
      return;
    }
    act.mutate(
      { alert, kind: action.kind, reason: given === '' ? null : given },
      {
        onSuccess(answer) {
          if (answer.state === 'applied') void message.success(`已${action.name}`);
          else followAction(answer.actionId, `${action.name}“${alert.title}”`);
          leave();
        },
      },
    );
  };

  return (
    <Modal
      open={action !== null}
      title={action === null ? '' : `${action.name}预警`}
      okText={action === null ? '确定' : `确认${action.name}`}
      cancelText="取消"
      okButtonProps={{ autoFocus: action?.needsReason === false }}
      confirmLoading={act.isPending}
      onOk={carryOut}
      onCancel={leave}
      destroyOnHidden
    >
      <p className="dialog-object">
        <LevelTag level={alert.level} /> <strong>{alert.title}</strong>
      </p>
      {action === null ? null : <Effect alert={alert} kind={action.kind} />}
      {action === null || action.kind === 'acknowledge' ? null : (
        <div className="field">
          <label htmlFor={fieldId}>
            {action.kind === 'close' ? '办结理由' : '批注内容'}
            {action.needsReason ? '（必填）' : '（可不填）'}
          </label>
          <Input.TextArea
            id={fieldId}
            value={reason}
            autoFocus
            rows={4}
            maxLength={2000}
            showCount
            status={missing ? 'error' : ''}
            aria-invalid={missing}
            onChange={(change) => {
              setReason(change.target.value);
              setMissing(false);
            }}
          />
          {missing ? (
            <span role="alert" className="problem">
              请写明{action.kind === 'close' ? '办结理由' : '批注内容'}。
            </span>
          ) : null}
        </div>
      )}
      {act.error === null ? null : <ErrorNote error={act.error} />}
    </Modal>
  );
}

/** What the action will bring about, from the alert's own clocks and receivers. */
function Effect({ alert, kind }: { alert: AlertView; kind: OfferedAction['kind'] }) {
  const meta = useMeta();
  const from = wordFor(meta.alertStates, alert.state);
  const next = alert.steps[alert.step + 1];
  const further = runningDeadlines(alert).filter((deadline) => deadline.kind !== 'acknowledge');
  const lines = {
    acknowledge: [
      `状态由「${from}」变为「${wordFor(meta.alertStates, 'acknowledged')}」，记在您名下。`,
      next ? `不再逐级上报（否则下一步通知 ${next.receivers.join('、')}）。` : '不再逐级上报。',
      further.length > 0 ? `${further.map((deadline) => deadline.name).join('、')}的时限继续计时。` : null,
    ],
    close: [
      `状态由「${from}」变为「${wordFor(meta.alertStates, 'closed')}」，所有时限停止，不能再撤回。`,
      `理由会写进记录，${[alert.route.lead, ...alert.route.co].join('、')}都能看到。`,
    ],
    comment: ['批注写进本预警的记录，所有人可见，不能修改；不改变状态和时限。'],
  }[kind];
  return (
    <ul className="effects">
      {lines
        .filter((line) => line !== null)
        .map((line) => (
          <li key={line}>{line}</li>
        ))}
    </ul>
  );
}
