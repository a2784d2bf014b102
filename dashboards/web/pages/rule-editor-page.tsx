import { Button, Input, Skeleton } from 'antd';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import type { DraftDetail, RuleDetail } from '../../rulebook-contract.ts';
import { ErrorNote } from '../components/error-note.tsx';
import { asOptions, FilterSelect } from '../components/filter-select.tsx';
import { Labelled, RuleFields } from '../components/rule-fields.tsx';
import { RulePreviewPanel } from '../components/rule-preview.tsx';
import { Section } from '../components/section.tsx';
import { useSettled } from '../components/use-settled.ts';
import { useTitle } from '../components/use-title.ts';
import { useUrlState } from '../components/use-url-state.ts';
import { useDraft, usePreview, useRule, useSaveDraft } from '../data/rulebook.ts';
import { useRules } from '../data/rules.ts';
import { word } from '../text/board-filters.ts';
import { EMPTY_FORM, fromForm, idOf, problemOf, type RuleForm, toForm, withEdit } from '../text/rule-form.ts';
import '../styles/rules.css';

const TYPING_MS = 350;

/** One rule under hand, new or changed, on its way into a draft. `?rule=` `?draft=` `?pack=` */
export function RuleEditorPage() {
  const [params] = useUrlState();
  const ruleId = word(params, 'rule');
  const draftId = word(params, 'draft');
  const rule = useRule(ruleId);
  const draft = useDraft(draftId);
  useTitle(ruleId === null ? '新规则' : `修改 ${ruleId}`);
  // A rule that only the draft knows is not found among those in force, and need not be.
  const inDraft = draft.data?.draft.edits.some(({ edit }) => idOf(edit) === ruleId) ?? false;
  const waiting = (ruleId !== null && rule.isPending && !inDraft) || (draftId !== null && draft.isPending);
  const error = draft.error ?? (inDraft ? null : rule.error);
  return (
    <div className="page">
      <h1 className="page-title">{ruleId === null ? '新规则' : `修改规则 ${rule.data?.rule.name ?? ''}`}</h1>
      {error ? <ErrorNote error={error} /> : null}
      {waiting && !error ? <Skeleton active paragraph={{ rows: 10 }} /> : null}
      {waiting || error ? null : (
        <Editor ruleId={ruleId} rule={rule.data ?? null} draft={draft.data ?? null} pack={word(params, 'pack')} />
      )}
    </div>
  );
}

interface EditorProps {
  ruleId: string | null;
  rule: RuleDetail | null;
  draft: DraftDetail | null;
  pack: string | null;
}

function Editor({ ruleId, rule, draft, pack: wantedPack }: EditorProps) {
  const navigate = useNavigate();
  const rules = useRules();
  const save = useSaveDraft();
  const [start] = useState(() => startOf(ruleId, rule, draft));
  const [form, setForm] = useState<RuleForm>(start.form);
  const [pack, setPack] = useState(start.pack ?? wantedPack);
  const [title, setTitle] = useState(draft?.draft.title ?? (rule === null ? '' : `修改“${rule.rule.name}”`));
  const [reason, setReason] = useState(draft?.draft.reason ?? '');

  const body = fromForm(form);
  const asked = useMemo(
    () => (body === null || pack === null ? null : JSON.stringify({ pack, rule: body })),
    [body, pack],
  );
  const settled = useSettled(asked, TYPING_MS);
  const preview = usePreview(settled === null ? null : JSON.parse(settled));
  const old = settled !== asked || preview.isPlaceholderData;
  const missing = missingFor({ form, pack, title, reason });

  const keep = () => {
    if (body === null || pack === null || missing !== null) return;
    const kind = start.isNew ? 'add' : 'replace';
    const edits = withEdit(draft?.draft.edits.map(({ edit }) => edit) ?? [], { kind, pack, rule: body });
    save.mutate(
      { content: { title, reason, edits }, seen: draft },
      { onSuccess: (kept) => void navigate(`/rules/drafts/${encodeURIComponent(kept.draft.draftId)}`) },
    );
  };
  return (
    <div className="editor-columns">
      <div>
        <Section title="规则">
          {start.isNew ? (
            <FilterSelect
              label="规则包"
              value={pack}
              options={rules.data?.packs.map(({ id, name }) => ({ id, name })) ?? asOptions([])}
              onChange={setPack}
            />
          ) : (
            <p className="muted">规则包：{rule?.pack.name ?? pack}</p>
          )}
          <RuleFields
            form={form}
            isNew={start.isNew}
            lists={rules.data?.lists ?? []}
            problems={old ? NONE : (preview.data?.problems ?? NONE)}
            onChange={(change) => setForm((before) => ({ ...before, ...change }))}
          />
        </Section>
        <Section title={draft === null ? '存为草稿' : '存入草稿'}>
          <div className="rule-fields">
            <Labelled label="草稿标题">
              {(id) => (
                <Input id={id} value={title} maxLength={100} onChange={(change) => setTitle(change.target.value)} />
              )}
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
      </div>
      <Section title="试一试">
        {settled === null ? (
          <p className="muted">填好编号、名称、表达式和规则包，这里就会显示样例和近 30 天帖文的命中。</p>
        ) : (
          <RulePreviewPanel name={form.name} preview={preview.data} error={preview.error} old={old} />
        )}
      </Section>
    </div>
  );
}

const NONE: readonly never[] = [];

/** The rule as the draft has it, or as it is in force, or an empty one. */
function startOf(ruleId: string | null, rule: RuleDetail | null, draft: DraftDetail | null) {
  const drafted = draft?.draft.edits.find(({ edit }) => idOf(edit) === ruleId)?.edit;
  if (drafted?.kind === 'add' || drafted?.kind === 'replace') {
    return { form: toForm(drafted.rule), pack: drafted.pack, isNew: drafted.kind === 'add' };
  }
  if (rule !== null) return { form: toForm(rule.rule), pack: rule.pack.id, isNew: false };
  return { form: EMPTY_FORM, pack: null, isNew: true };
}

function missingFor(given: { form: RuleForm; pack: string | null; title: string; reason: string }): string | null {
  if (given.pack === null) return '请选择规则包';
  const problem = problemOf(given.form);
  if (problem !== null) return problem;
  if (given.title.trim() === '') return '请写草稿标题';
  return given.reason.trim() === '' ? '请写修改理由' : null;
}
