import { Input, Modal } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import { ErrorNote } from './error-note.tsx';

interface ReasonDialogProps {
  open: boolean;
  title: string;
  okText: string;
  /** What will happen. */
  children: ReactNode;
  reasonLabel: string;
  needsReason: boolean;
  pending: boolean;
  error: Error | null;
  onOk(reason: string): void;
  onClose(): void;
}

/** Asks for a reason and says what will happen before it does. */
export function ReasonDialog(props: ReasonDialogProps) {
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  const fieldId = useId();
  // However it was closed: what was written for one time is not offered for the next.
  const forget = () => {
    setReason('');
    setMissing(false);
  };
  const go = () => {
    const given = reason.trim();
    if (props.needsReason && given === '') setMissing(true);
    else if (!props.pending) props.onOk(given);
  };
  return (
    <Modal
      open={props.open}
      title={props.title}
      okText={props.okText}
      cancelText="取消"
      confirmLoading={props.pending}
      onOk={go}
      onCancel={props.onClose}
      afterClose={forget}
      destroyOnHidden
    >
      {props.children}
      <div className="field">
        <label htmlFor={fieldId}>
          {props.reasonLabel}
          {props.needsReason ? '（必填）' : '（可不填）'}
        </label>
        <Input.TextArea
          id={fieldId}
          value={reason}
          autoFocus
          rows={3}
          maxLength={2000}
          status={missing ? 'error' : ''}
          aria-invalid={missing}
          onChange={(change) => {
            setReason(change.target.value);
            setMissing(false);
          }}
        />
        {missing ? (
          <span role="alert" className="problem">
            请写明{props.reasonLabel}。
          </span>
        ) : null}
      </div>
      {props.error === null ? null : <ErrorNote error={props.error} />}
    </Modal>
  );
}
