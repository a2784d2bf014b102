import { Input, Modal } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { Labelled } from './rule-fields.tsx';

interface NewListDialogProps {
  open: boolean;
  taken: readonly { path: string; name: string }[];
  onClose(): void;
}

/** Name and file of a list that is to be; its entries are written on the next page. */
export function NewListDialog({ open, taken, onClose }: NewListDialogProps) {
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [file, setFile] = useState('');
  const path = `lexicon/${file.trim()}.yaml`;
  const problem = problemOf(name.trim(), file.trim(), taken);
  return (
    <Modal
      open={open}
      title="新名单"
      okText="写条目"
      cancelText="取消"
      okButtonProps={{ disabled: problem !== null }}
      onOk={() => void navigate(`/rules/file?path=${encodeURIComponent(path)}&name=${encodeURIComponent(name.trim())}`)}
      onCancel={onClose}
    >
      <Labelled label="名单名称" hint="规则里写 @名称 就能用">
        {(id) => <Input id={id} value={name} maxLength={30} onChange={(change) => setName(change.target.value)} />}
      </Labelled>
      <Labelled label="文件名" hint="小写字母、数字和连字符，如 heating-companies">
        {(id) => <Input id={id} value={file} maxLength={60} onChange={(change) => setFile(change.target.value)} />}
      </Labelled>
      {problem === null ? null : <p className="muted">{problem}</p>}
    </Modal>
  );
}

function problemOf(name: string, file: string, taken: NewListDialogProps['taken']): string | null {
  if (!/^[\p{L}\p{N}]+$/u.test(name)) return '名称只用文字和数字';
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(file)) return '文件名只用小写字母、数字和连字符';
  if (taken.some((one) => one.name === name)) return `已经有名单“${name}”`;
  return taken.some((one) => one.path === `lexicon/${file}.yaml`) ? '这个文件名已经用过' : null;
}
