import { Modal } from 'antd';
import type { ReactNode } from 'react';
import { ErrorNote } from './error-note.tsx';

interface ConfirmDialogProps {
  open: boolean;
  title: string;
  okText: string;
  danger?: boolean;
  /** What will happen. */
  children: ReactNode;
  pending: boolean;
  error: Error | null;
  onOk(): void;
  onClose(): void;
}

/** Says what will happen before it does; asks for nothing more. */
export function ConfirmDialog({
  children,
  danger = false,
  pending,
  error,
  onOk,
  onClose,
  ...modal
}: ConfirmDialogProps) {
  return (
    <Modal
      {...modal}
      cancelText="取消"
      okButtonProps={{ danger }}
      confirmLoading={pending}
      onOk={() => {
        if (!pending) onOk();
      }}
      onCancel={onClose}
      destroyOnHidden
    >
      {children}
      {error === null ? null : <ErrorNote error={error} />}
    </Modal>
  );
}
