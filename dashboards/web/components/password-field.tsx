import { Button, Input } from 'antd';
import { useState } from 'react';

interface PasswordFieldProps {
  id?: string;
  value?: string;
  onChange?: (value: string) => void;
  autoComplete: 'current-password' | 'new-password';
  name: string;
  autoFocus?: boolean;
}

/** Takes pasted text; the switch that shows the password is a real button of full size. */
export function PasswordField({ id, value = '', onChange, autoComplete, name, autoFocus = false }: PasswordFieldProps) {
  const [visible, setVisible] = useState(false);
  return (
    <div className="password-field">
      <Input
        {...(id === undefined ? {} : { id })}
        name={name}
        value={value}
        type={visible ? 'text' : 'password'}
        autoComplete={autoComplete}
        autoFocus={autoFocus}
        spellCheck={false}
        autoCapitalize="off"
        onChange={(change) => onChange?.(change.target.value)}
      />
      <Button onClick={() => setVisible(!visible)}>
        {visible ? '隐藏' : '显示'}
        <span className="visually-hidden">所填内容</span>
      </Button>
    </div>
  );
}
