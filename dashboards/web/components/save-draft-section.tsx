import { Button, Input } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { DraftDetail } from '../../rulebook-contract.ts';
import { useSaveDraft } from '../data/rulebook.ts';
import { type EditBody, withEdit } from '../text/rule-form.ts';
import { ErrorNote } from './error-note.tsx';
import { Labelled } from './rule-fields.tsx';
import { Section } from './section.tsx';

interface SaveDraftProps {
  /** What is to be kept, or in a sentence why it cannot be yet. */
  edit: EditBody | readonly EditBody[] | { missing: string };
  /** Of a new draft. */
  title: string;
  /** The draft that the edit goes into; null makes a new one. */
  draft: DraftDetail | null;
}

/** Title and reason of a draft, and the button that keeps it. */
export function SaveDraftSection({ edit, title: wanted, draft }: SaveDraftProps) {
  const navigate = useNavigate();
  const save = useSaveDraft();
  const [own, setTitle] = useState<string | null>(draft?.draft.title ?? null);
  const [reason, setReason] = useState(draft?.draft.reason ?? '');
  const title = own ?? wanted;
  const missing = 'missing' in edit ? edit.missing : missingFor(title, reason);
  const keep = () => {
    if ('missing' in edit || missing !== null) return;
    const more = Array.isArray(edit) ? edit : [edit];
    const edits = more.reduce(withEdit, draft?.draft.edits.map((one) => one.edit) ?? []);
    save.mutate(
      { content: { title, reason, edits }, seen: draft },
      { onSuccess: (kept) => void navigate(`/rules/drafts/${encodeURIComponent(kept.draft.draftId)}`) },
    );
  };
  return (
    <Section title={draft === null ? '存为草稿' : '存入草稿'}>
      <div className="rule-fields">
        <Labelled label="草稿标题">
          {(id) => <Input id={id} value={title} maxLength={100} onChange={(change) => setTitle(change.target.value)} />}
        </Labelled>
        <Labelled label="修改理由" hint="写给审批的人：为什么改，依据什么">
          {(id) => (
            <Input.TextArea
              id={id}
              value={reason}
              maxLength={2000}
              autoSize={{ minRows: 2, maxRows: 8 }}
              onChange={(change) => setReason(change.target.value)}
            />
          )}
        </Labelled>
      </div>
      {save.error === null ? null : <ErrorNote error={save.error} />}
      <div className="action-row">
        <Button type="primary" disabled={missing !== null} loading={save.isPending} onClick={keep}>
          存草稿
        </Button>
        {missing === null ? null : <span className="muted">{missing}</span>}
      </div>
    </Section>
  );
}

function missingFor(title: string, reason: string): string | null {
  if (title.trim() === '') return '请写草稿标题';
  return reason.trim() === '' ? '请写修改理由' : null;
}
