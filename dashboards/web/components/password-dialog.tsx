import { App, Form, Modal } from 'antd';
import { PASSWORD_LENGTH } from '../../account-contract.ts';
import { useChangePassword } from '../data/session.ts';
import { ErrorNote } from './error-note.tsx';
import { PasswordField } from './password-field.tsx';

interface PasswordDialogProps {
  open: boolean;
  /** For password managers. */
  account: string;
  onClose(): void;
}

interface Fields {
  current: string;
  next: string;
}

export function PasswordDialog({ open, account, onClose }: PasswordDialogProps) {
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const change = useChangePassword();
  const leave = () => {
    change.reset();
    onClose();
  };
  return (
    <Modal
      open={open}
      title="修改密码"
      okText="修改"
      cancelText="取消"
      confirmLoading={change.isPending}
      onOk={() => form.submit()}
      onCancel={leave}
      destroyOnHidden
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        requiredMark={false}
        preserve={false}
        onFinish={(fields) =>
          change.mutate(fields, {
            onSuccess: () => {
              void message.success('密码已修改，其他设备上的登录已退出');
              leave();
            },
          })
        }
      >
        <input type="text" name="username" autoComplete="username" value={account} readOnly hidden />
        <Form.Item label="现在的密码" name="current" rules={[{ required: true, message: '请填写现在的密码' }]}>
          <PasswordField name="current" autoComplete="current-password" />
        </Form.Item>
        <Form.Item
          label={`新密码（至少 ${PASSWORD_LENGTH} 个字符）`}
          name="next"
          rules={[{ required: true, min: PASSWORD_LENGTH, message: `新密码至少 ${PASSWORD_LENGTH} 个字符` }]}
        >
          <PasswordField name="next" autoComplete="new-password" />
        </Form.Item>
        {change.error === null ? null : <ErrorNote error={change.error} />}
      </Form>
    </Modal>
  );
}
