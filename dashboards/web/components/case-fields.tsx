import { Input, Radio, Select } from 'antd';
import type { CaseDetail } from '../../case-contract.ts';
import { useCases } from '../data/cases.ts';
import { useMeta, wordFor } from '../data/meta.ts';
import type { CaseForm } from '../text/case-form.ts';
import { Field } from './field.tsx';

interface CaseFieldsProps {
  kind: string;
  detail: CaseDetail;
  form: CaseForm;
  onChange(change: Partial<CaseForm>): void;
}

/** What an action asks for beside a reason. */
export function CaseFields(props: CaseFieldsProps) {
  const { kind, detail, form, onChange } = props;
  const meta = useMeta();
  switch (kind) {
    case 'grade':
      return (
        <Choice
          label={`事件等级（系统按预警级别拟定：${detail.proposedGrade}）`}
          options={meta.eventGrades}
          value={form.grade}
          onChoose={(grade) => onChange({ grade })}
        />
      );
    case 'evaluate':
      return (
        <Choice
          label="评估结论"
          options={meta.caseVerdicts}
          value={form.verdict}
          onChoose={(verdict) => onChange({ verdict })}
        />
      );
    case 'sign':
      return (
        <Choice
          label="签字栏"
          options={detail.signable.map(({ post }) => post)}
          value={form.post}
          onChoose={(post) => onChange({ post })}
        />
      );
    case 'assign':
      return <AssignFields {...props} />;
    case 'draft':
      return <DraftFields {...props} />;
    case 'publish':
      return <PublishFields {...props} />;
    case 'merge':
      return <MergeField {...props} />;
    default:
      return null;
  }
}

function AssignFields({ detail, form, onChange }: CaseFieldsProps) {
  const meta = useMeta();
  const everybody = meta.departments.map(({ name }) => name);
  return (
    <>
      <Departments
        label="牵头科室"
        of={detail.departments}
        one
        value={[form.lead]}
        onPick={([lead = '']) => onChange({ lead })}
      />
      <Departments label="协办科室" of={everybody} value={form.co} onPick={(co) => onChange({ co })} />
    </>
  );
}

function DraftFields({ detail, form, onChange }: CaseFieldsProps) {
  return (
    <>
      <Field label="回应内容">
        {(id) => (
          <Input.TextArea
            id={id}
            value={form.text}
            autoSize={{ minRows: 6, maxRows: 16 }}
            maxLength={20_000}
            onChange={(change) => onChange({ text: change.target.value })}
          />
        )}
      </Field>
      <Line
        label="拟在哪里发布"
        hint="如 局门户网站、领导留言板"
        value={form.venue}
        onType={(venue) => onChange({ venue })}
      />
      <Line label="公开期限" value={form.period} onType={(period) => onChange({ period })} />
      <Departments
        label="会签科室（牵头科室和新闻中心必签，不用选）"
        of={detail.departments.filter((name) => name !== detail.case.lead && name !== '新闻中心')}
        value={form.countersign}
        onPick={(countersign) => onChange({ countersign })}
      />
    </>
  );
}

function PublishFields({ form, onChange }: CaseFieldsProps) {
  return (
    <>
      <Line label="发布渠道" value={form.where} onType={(where) => onChange({ where })} />
      <Line label="网址（没有可不填）" hint="https://…" value={form.url} onType={(url) => onChange({ url })} />
      <Field label="发布时间（北京时间）">
        {(id) => (
          <Input
            id={id}
            type="datetime-local"
            value={form.publishedAt}
            onChange={(change) => onChange({ publishedAt: change.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function MergeField({ detail, form, onChange }: CaseFieldsProps) {
  const meta = useMeta();
  const { data } = useCases({ scope: 'all' });
  const found = (data?.pages.flatMap((page) => page.items) ?? []).filter(
    ({ caseId, state }) => caseId !== detail.case.caseId && state !== 'archived',
  );
  return (
    <Field label="并入哪一案">
      {(id) => (
        <Select<string>
          id={id}
          className="wide"
          showSearch={{ optionFilterProp: 'label' }}
          value={form.intoCaseId === '' ? null : form.intoCaseId}
          placeholder="按标题查找"
          options={found.map((one) => ({
            value: one.caseId,
            label: `${one.title}（${one.lead}，${wordFor(meta.caseStates, one.state)}）`,
          }))}
          onChange={(intoCaseId) => onChange({ intoCaseId })}
        />
      )}
    </Field>
  );
}

interface DepartmentsProps {
  label: string;
  of: readonly string[];
  value: readonly string[];
  one?: boolean;
  onPick(names: string[]): void;
}

function Departments({ label, of, value, one = false, onPick }: DepartmentsProps) {
  const options = of.map((name) => ({ value: name, label: name }));
  return (
    <Field label={label}>
      {(id) =>
        one ? (
          <Select<string>
            id={id}
            className="wide"
            showSearch
            value={value[0] ?? null}
            options={options}
            onChange={(name) => onPick([name])}
          />
        ) : (
          <Select<string[]>
            id={id}
            className="wide"
            mode="multiple"
            value={[...value]}
            options={options}
            onChange={onPick}
          />
        )
      }
    </Field>
  );
}

interface ChoiceProps {
  label: string;
  options: readonly string[];
  value: string;
  onChoose(option: string): void;
}

function Choice({ label, options, value, onChoose }: ChoiceProps) {
  return (
    <fieldset className="field choice">
      <legend>{label}</legend>
      <Radio.Group
        value={value}
        options={options.map((option) => ({ value: option, label: option }))}
        onChange={(change) => onChoose(String(change.target.value))}
      />
    </fieldset>
  );
}

interface LineProps {
  label: string;
  hint?: string;
  value: string;
  onType(text: string): void;
}

function Line({ label, hint, value, onType }: LineProps) {
  return (
    <Field label={label}>
      {(id) => <Input id={id} value={value} placeholder={hint} onChange={(change) => onType(change.target.value)} />}
    </Field>
  );
}
