import { useMemo, useState } from 'react';
import type { RegisterPreview } from '../../rulebook-contract.ts';
import { ErrorNote } from '../components/error-note.tsx';
import { RulesNav } from '../components/rules-nav.tsx';
import { SaveDraftSection } from '../components/save-draft-section.tsx';
import { Section } from '../components/section.tsx';
import { TrialPanel, useCheck } from '../components/trial-panel.tsx';
import { useTitle } from '../components/use-title.ts';
import { useRegisterPreview, useRuleFiles } from '../data/rulebook.ts';
import type { EditBody } from '../text/rule-form.ts';
import '../styles/rules.css';

const MOST_BYTES = 3_000_000;
const SHOWN = 20;

/** The bureau's register of projects: what it would make of the lists of places, tried on recent posts, kept as a draft. */
export function RegisterPage() {
  useTitle('登记表导入');
  const files = useRuleFiles();
  const preview = useRegisterPreview();
  const [file, setFile] = useState<File | null>(null);
  const may = files.data?.mayDraft;
  const isLarge = file !== null && file.size > MOST_BYTES;
  const take = (chosen: File | null) => {
    setFile(chosen);
    preview.reset();
    if (chosen !== null && chosen.size <= MOST_BYTES) preview.mutate(chosen);
  };
  return (
    <div className="page">
      <h1 className="page-title">登记表导入</h1>
      <RulesNav />
      <p>
        把项目登记表（xlsx 或
        csv）并入小区、项目、开发企业、物业企业和施工单位名单。先看会变什么，再存成草稿，由另一人批准后即刻生效，随时可以回退。
        表里没有的名称保留不动。
      </p>
      {files.error ? <ErrorNote error={files.error} onRetry={() => void files.refetch()} /> : null}
      {may === undefined || may.allowed ? null : <p className="muted">{may.why}。</p>}
      {may?.allowed ? (
        <label className="register-file">
          登记表文件
          <input
            type="file"
            accept=".xlsx,.csv"
            data-testid="register-file"
            onChange={(change) => take(change.target.files?.[0] ?? null)}
          />
        </label>
      ) : null}
      {isLarge ? (
        <p className="warning" role="alert">
          文件有 {(file.size / 1_000_000).toFixed(1)} MB，最多 {MOST_BYTES / 1_000_000}{' '}
          MB：请分成几份，或删去与登记无关的工作表。
        </p>
      ) : null}
      {preview.isPending ? <p role="status">正在读 {file?.name}……</p> : null}
      {preview.error ? <ErrorNote error={preview.error} /> : null}
      {preview.data && file !== null ? <Preview key={file.name} name={file.name} preview={preview.data} /> : null}
    </div>
  );
}

function Preview({ name, preview }: { name: string; preview: RegisterPreview }) {
  const { read, accepted, left, rejections, lists } = preview;
  const edits = useMemo<EditBody[] | null>(
    () => (lists.length === 0 ? null : lists.map(({ path, text }) => ({ kind: 'file', path, text }))),
    [lists],
  );
  const check = useCheck(edits, 0);
  return (
    <>
      <Section title="读出的内容">
        <p data-testid="register-read">
          读 {read} 行，收 {accepted} 行，未收 {left} 行。
        </p>
        {left === 0 ? null : (
          <details open={left <= SHOWN}>
            <summary>未收的行和原因</summary>
            <ul>
              {rejections.map(({ row, reason }) => (
                <li key={row}>
                  第 {row} 行：{reason}
                </li>
              ))}
            </ul>
            {rejections.length < left ? <p className="muted">只列出前 {rejections.length} 行。</p> : null}
          </details>
        )}
      </Section>
      <Section title="名单的变化">
        {lists.length === 0 ? <p>表里的名称都已在名单里，没有变化。</p> : null}
        {lists.map((list) => (
          <div key={list.path} data-testid="register-list">
            <h3>
              {list.name}：原有 {list.before} 个，将有 {list.after} 个
            </h3>
            <Names what="新增" names={list.added} />
            <Names what="别名或所属有变" names={list.changed} />
          </div>
        ))}
      </Section>
      {edits === null ? null : (
        <>
          <Section title="试一试">
            <TrialPanel check={check} edits={edits} place={{ path: '', goTo: () => {} }} />
          </Section>
          <SaveDraftSection edit={edits} title={`导入登记表 ${name}`.slice(0, 100)} draft={null} />
        </>
      )}
    </>
  );
}

function Names({ what, names }: { what: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <p>
      {what} {names.length} 个：{names.slice(0, SHOWN).join('、')}
      {names.length > SHOWN ? '……' : ''}
    </p>
  );
}
