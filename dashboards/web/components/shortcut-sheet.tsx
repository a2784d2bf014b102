import { Modal, Switch } from 'antd';
import { useState } from 'react';
import { SHORTCUTS, shortcutsOn, switchShortcuts } from './shortcuts.ts';

interface ShortcutSheetProps {
  open: boolean;
  onClose(): void;
}

export function ShortcutSheet({ open, onClose }: ShortcutSheetProps) {
  const [on, setOn] = useState(() => shortcutsOn(localStorage));
  return (
    <Modal open={open} title="键盘操作" footer={null} onCancel={onClose} destroyOnHidden>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">按键</th>
            <th scope="col">作用（预警台）</th>
          </tr>
        </thead>
        <tbody>
          {SHORTCUTS.map((shortcut) => (
            <tr key={shortcut.id}>
              <td>
                <kbd>{shortcut.shown}</kbd>
              </td>
              <td>{shortcut.what}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="switch-line">
        <Switch
          id="shortcut-switch"
          checked={on}
          onChange={(next) => {
            switchShortcuts(localStorage, next);
            setOn(next);
          }}
        />
        <label htmlFor="shortcut-switch">启用单键操作（输入文字时自动停用）</label>
      </p>
    </Modal>
  );
}
