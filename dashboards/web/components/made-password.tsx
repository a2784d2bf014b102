import { Input, Modal } from 'antd';
import type { AccountChanged } from '../../account-contract.ts';
import { Field } from './field.tsx';

/** A password that was made just now, for the only time. */
export function MadePassword({ made, onClose }: { made: AccountChanged | null; onClose(): void }) {
  const open = made !== null && made.password !== null;
  return (
    <Modal
      open={open}
      title="请把密码交给本人"
      okText="已记下"
      cancelButtonProps={{ hidden: true }}
      // A stray click beside the window must not lose what cannot be shown again.
      mask={{ closable: false }}
      keyboard={false}
      closable={false}
      onOk={onClose}
      destroyOnHidden
    >
      <p>
        <strong>{made?.account.name}</strong>，账号 <strong>{made?.account.account}</strong>
        。密码只显示这一次，关闭后再也看不到；丢了只能再重置。登录后请本人改成自己的密码。
      </p>
      <Field label="系统生成的密码">
        {(id) => (
          <Input
            id={id}
            readOnly
            className="made-password"
            value={made?.password ?? ''}
            onFocus={({ target }) => target.select()}
          />
        )}
      </Field>
    </Modal>
  );
}
