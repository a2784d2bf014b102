import { App, Button, Input, Modal, Skeleton } from 'antd';
import { useState } from 'react';
import type { SourceSaved } from '../../source-contract.ts';
import { wordsOf } from '../data/failure.ts';
import { useRestoreSource, useSaveSource, useSourceRow } from '../data/sources.ts';
import { ErrorNote } from './error-note.tsx';

const NEW_SOURCE = `id: my-site
name: 某某网站
kind: list-page
channel: news
addresses: ["https://www.example.cn/news/"]
schedule: "*/20 * * * *"
legal: 公开新闻页面；遵守 robots 和访问间隔，仅供内部研判
verified: false
`;

interface SourceEditorProps {
  /** Null = a new source. */
  sourceId: string | null;
  onClose(): void;
}

/** A source as it is written; what is saved holds from the next run on. */
export function SourceEditor({ sourceId, onClose }: SourceEditorProps) {
  const { message } = App.useApp();
  const { data: row, error } = useSourceRow(sourceId);
  const [draft, setDraft] = useState<string | null>(null);
  const [issues, setIssues] = useState<SourceSaved['issues']>([]);
  const save = useSaveSource();
  const restore = useRestoreSource();
  const text = draft ?? (sourceId === null ? NEW_SOURCE : row?.text);
  const failed = (problem: unknown) => void message.error(wordsOf(problem).message);
  const done = (words: string) => {
    void message.success(words);
    onClose();
  };
  return (
    <Modal
      open
      width={760}
      title={sourceId === null ? '新增来源' : `修改来源 ${sourceId}`}
      okText="保存"
      cancelText="取消"
      okButtonProps={{ disabled: text === undefined }}
      confirmLoading={save.isPending}
      onCancel={onClose}
      onOk={() =>
        save.mutate(text ?? '', {
          onError: failed,
          onSuccess: (saved) => (saved.sourceId === null ? setIssues(saved.issues) : done('已保存，下次采集起生效')),
        })
      }
    >
      {error ? <ErrorNote error={error} /> : null}
      {text === undefined ? (
        <Skeleton active paragraph={{ rows: 8 }} />
      ) : (
        <Input.TextArea
          aria-label="来源的写法（YAML）"
          className="source-yaml"
          value={text}
          rows={16}
          spellCheck={false}
          onChange={({ target }) => setDraft(target.value)}
        />
      )}
      <ul className="problem" role="alert" data-testid="source-issues">
        {issues.map(({ where, message: words, hint }) => (
          <li key={where + words}>
            {where}：{words}
            {hint === null ? '' : `（${hint}）`}
          </li>
        ))}
      </ul>
      <p className="muted">写法见 crawlers/ADDING-A-SOURCE.md。</p>
      {row?.shipped && row.changed && sourceId !== null ? (
        <Button
          size="small"
          loading={restore.isPending}
          onClick={() => restore.mutate(sourceId, { onError: failed, onSuccess: () => done('已恢复为自带的写法') })}
        >
          恢复自带的写法
        </Button>
      ) : null}
    </Modal>
  );
}
