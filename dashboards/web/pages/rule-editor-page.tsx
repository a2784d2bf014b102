import { Skeleton } from 'antd';
import { useMemo, useState } from 'react';
import type { DraftDetail, RuleDetail } from '../../rulebook-contract.ts';
import { ErrorNote } from '../components/error-note.tsx';
import { asOptions, FilterSelect } from '../components/filter-select.tsx';
import { RuleFields } from '../components/rule-fields.tsx';
import { RulePreviewPanel } from '../components/rule-preview.tsx';
import { SaveDraftSection } from '../components/save-draft-section.tsx';
import { Section } from '../components/section.tsx';
import { useSettled } from '../components/use-settled.ts';
import { useTitle } from '../components/use-title.ts';
import { useUrlState } from '../components/use-url-state.ts';
import { useDraft, useRule } from '../data/rulebook.ts';
import { useRules } from '../data/rules.ts';
import { usePreview } from '../data/use-rule-trials.ts';
import { word } from '../text/board-filters.ts';
import { EMPTY_FORM, fromForm, idOf, problemOf, type RuleForm, toForm } from '../text/rule-form.ts';
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
  // Once there it stays: a later look that fails must not take away what somebody is writing.
  const ready =
    (ruleId === null || rule.data !== undefined || inDraft) && (draftId === null || draft.data !== undefined);
  const error = draft.error ?? (inDraft ? null : rule.error);
  return (
    <div className="page">
      <h1 className="page-title">{ruleId === null ? '新规则' : `修改规则 ${rule.data?.rule.name ?? ''}`}</h1>
      {error ? <ErrorNote error={error} /> : null}
      {ready || error ? null : <Skeleton active paragraph={{ rows: 10 }} />}
      {ready ? (
        <Editor ruleId={ruleId} rule={rule.data ?? null} draft={draft.data ?? null} pack={word(params, 'pack')} />
      ) : null}
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
  const rules = useRules();
  const [start] = useState(() => startOf(ruleId, rule, draft));
  const [form, setForm] = useState<RuleForm>(start.form);
  const [pack, setPack] = useState(start.pack ?? wantedPack);

  const body = fromForm(form);
  const asked = useMemo(
    () => (body === null || pack === null ? null : JSON.stringify({ pack, rule: body })),
    [body, pack],
  );
  const settled = useSettled(asked, TYPING_MS);
  const preview = usePreview(settled === null ? null : JSON.parse(settled));
  const old = settled !== asked || preview.old;
  const kind = start.isNew ? 'add' : 'replace';

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
            problems={old ? NONE : (preview.state?.checked.problems ?? NONE)}
            onChange={(change) => setForm((before) => ({ ...before, ...change }))}
          />
        </Section>
        <SaveDraftSection
          edit={
            body === null || pack === null ? { missing: problemOf(form) ?? '请选择规则包' } : { kind, pack, rule: body }
          }
          title={rule === null ? '' : `修改“${rule.rule.name}”`}
          draft={draft}
        />
      </div>
      <Section title="试一试">
        {settled === null ? (
          <p className="muted">填好编号、名称、表达式和规则包，这里就会显示样例和近 30 天帖文的命中。</p>
        ) : (
          <RulePreviewPanel name={form.name} preview={preview} old={old} />
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
