import type { DraftView, LearnedModel } from '../../rulebook-contract.ts';
import { EDIT_WORDS, idOf, type RuleBody, toForm } from '../text/rule-form.ts';
import { diffText } from '../text/text-diff.ts';
import { LearnedModelView } from './learned-model.tsx';
import { TextChanges } from './text-changes.tsx';

type DraftEdit = DraftView['draft']['edits'][number];

const FIELDS = [
  ['name', '名称'],
  ['expression', '表达式'],
  ['severity', '分值'],
  ['domain', '领域依据'],
  ['note', '说明'],
  ['hit', '必须命中'],
  ['miss', '不能命中'],
] as const;

/** One edit, old against new, field by field; what stays the same is left out, but for the expression. */
export function RuleDiff({ change: { edit, before, textBefore } }: { change: DraftEdit }) {
  return (
    <div className="rule-diff">
      <h3>
        <span className="tag">{EDIT_WORDS[edit.kind]}</span> {nameOf(edit, before)}{' '}
        {edit.kind === 'learned' || edit.kind === 'file' ? null : <span className="muted">{idOf(edit)}</span>}
      </h3>
      {edit.kind === 'retire' ? <p>停用理由：{edit.reason}</p> : null}
      {edit.kind === 'add-pack' ? (
        <p className="muted">
          {edit.pack.topic ?? edit.pack.role} {edit.pack.owner === undefined ? '' : `· 负责：${edit.pack.owner}`}
        </p>
      ) : null}
      {edit.kind === 'learned' ? <Learned model={edit.model} /> : null}
      {edit.kind === 'file' ? <TextChanges before={textBefore ?? ''} after={edit.text} /> : null}
      {edit.kind === 'add' || edit.kind === 'replace' ? <Fields before={before} after={edit.rule} /> : null}
    </div>
  );
}

function Learned({ model }: { model: LearnedModel | null }) {
  return model === null ? <p>停用，从此只由规则研判。</p> : <LearnedModelView model={model} />;
}

function Fields({ before, after }: { before: RuleBody | null; after: RuleBody }) {
  const old = before === null ? null : toForm(before);
  const now = toForm(after);
  return (
    <dl className="diff-fields">
      {FIELDS.filter(([key]) => key === 'expression' || (old?.[key] ?? '') !== now[key]).map(([key, label]) => (
        <div key={key}>
          <dt>{label}</dt>
          <dd>
            <Diff before={old?.[key] ?? ''} after={now[key]} />
          </dd>
        </div>
      ))}
      {after.retired === before?.retired ? null : (
        <div>
          <dt>停用</dt>
          <dd>{after.retired ?? '恢复使用'}</dd>
        </div>
      )}
    </dl>
  );
}

function Diff({ before, after }: { before: string; after: string }) {
  let at = 0;
  return (
    <code className="expression">
      {diffText(before, after).map(({ kind, text }) => {
        const key = `${kind}${at}`;
        at += text.length;
        if (kind === 'same') return <span key={key}>{text}</span>;
        return kind === 'gone' ? <del key={key}>{text}</del> : <ins key={key}>{text}</ins>;
      })}
    </code>
  );
}

function nameOf(edit: DraftEdit['edit'], before: RuleBody | null): string {
  if (edit.kind === 'learned') return edit.model === null ? '停用' : '启用';
  if (edit.kind === 'add-pack') return edit.pack.name;
  if (edit.kind === 'file') return edit.path;
  return edit.kind === 'retire' ? (before?.name ?? '') : edit.rule.name;
}
