import { Input, Skeleton } from 'antd';
import { lazy, type ReactNode, Suspense, useId } from 'react';
import { type ExpressionProblem, problemsOf } from '../text/expression-problems.ts';
import type { RuleForm } from '../text/rule-form.ts';
import { ExpressionProblems } from './expression-problems.tsx';

const ExpressionEditor = lazy(async () => ({ default: (await import('./expression-editor.tsx')).ExpressionEditor }));

interface RuleFieldsProps {
  form: RuleForm;
  /** An existing rule keeps its id. */
  isNew: boolean;
  lists: readonly string[];
  problems: readonly ExpressionProblem[];
  onChange(change: Partial<RuleForm>): void;
}

export function RuleFields({ form, isNew, lists, problems, onChange }: RuleFieldsProps) {
  const text = (key: keyof RuleForm) => ({
    value: form[key],
    onChange: (change: { target: { value: string } }) => onChange({ [key]: change.target.value }),
  });
  return (
    <div className="rule-fields">
      <Labelled label="编号" hint={isNew ? '如 quality.leak；发布后不能再改，也永不重用' : undefined}>
        {(id) => <Input id={id} disabled={!isNew} maxLength={100} {...text('id')} />}
      </Labelled>
      <Labelled label="名称">{(id) => <Input id={id} maxLength={100} {...text('name')} />}</Labelled>
      <div className="wide">
        <p className="label">表达式</p>
        <Suspense fallback={<Skeleton.Node active style={{ width: '100%', height: 96 }} />}>
          <ExpressionEditor
            value={form.expression}
            label="表达式"
            lists={lists}
            problems={problems}
            onChange={(expression) => onChange({ expression })}
          />
        </Suspense>
        <ExpressionProblems
          expression={form.expression}
          problems={problemsOf(form.expression, problems)}
          onChange={(expression) => onChange({ expression })}
        />
        <p className="muted">
          都要有 <code>+</code>　有一个就行 <code>|</code>　不能有 <code>-</code>　名单 <code>@</code>　距离{' '}
          <code>A ~5 B</code>、<code>A ~句 B</code>
        </p>
      </div>
      <Labelled label="分值" hint="命中一次加的风险分，−60 到 60；只有缓和类可以是负数">
        {(id) => <Input id={id} inputMode="decimal" maxLength={6} {...text('severity')} />}
      </Labelled>
      <Labelled label="领域依据" hint="属于本局职责的依据，−5 到 5；不填按规则包的类别">
        {(id) => <Input id={id} inputMode="decimal" maxLength={6} {...text('domain')} />}
      </Labelled>
      <Labelled label="必须命中的样例" hint="一行一条；标题写在【】里">
        {(id) => <Input.TextArea id={id} autoSize={{ minRows: 3, maxRows: 12 }} {...text('hit')} />}
      </Labelled>
      <Labelled label="不能命中的样例" hint="一行一条">
        {(id) => <Input.TextArea id={id} autoSize={{ minRows: 3, maxRows: 12 }} {...text('miss')} />}
      </Labelled>
      <Labelled label="说明" wide>
        {(id) => <Input id={id} maxLength={500} {...text('note')} />}
      </Labelled>
    </div>
  );
}

interface LabelledProps {
  label: string;
  hint?: string | undefined;
  wide?: boolean;
  children(id: string): ReactNode;
}

export function Labelled({ label, hint, wide = false, children }: LabelledProps) {
  const id = useId();
  return (
    <div className={wide ? 'wide' : undefined}>
      <label className="label" htmlFor={id}>
        {label}
      </label>
      {children(id)}
      {hint === undefined ? null : <p className="muted">{hint}</p>}
    </div>
  );
}
