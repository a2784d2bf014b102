import { Button, Skeleton } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { Link } from 'react-router';
import type { DraftDetail, RuleFileDetail } from '../../rulebook-contract.ts';
import { ErrorNote } from '../components/error-note.tsx';
import { RuleHistory } from '../components/rule-history.tsx';
import { RulesNav } from '../components/rules-nav.tsx';
import { SaveDraftSection } from '../components/save-draft-section.tsx';
import { Section } from '../components/section.tsx';
import { TextChanges } from '../components/text-changes.tsx';
import { TrialPanel, useCheck } from '../components/trial-panel.tsx';
import { useTitle } from '../components/use-title.ts';
import { useUrlState } from '../components/use-url-state.ts';
import { ApiFailure } from '../data/failure.ts';
import { useDraft, useRuleFile } from '../data/rulebook.ts';
import { word } from '../text/board-filters.ts';
import { type EditBody, withEdit } from '../text/rule-form.ts';
import '../styles/rules.css';
import { Person } from '../components/person.tsx';

const FileEditor = lazy(async () => ({ default: (await import('../components/file-editor.tsx')).FileEditor }));

const TYPING_MS = 500;

/** One file of the rules, to be read and, by those who may, changed. `?path=` `?draft=`, and `?name=` for a list that is to be. */
export function RuleFilePage() {
  const [params] = useUrlState();
  const path = word(params, 'path') ?? '';
  const draftId = word(params, 'draft');
  const file = useRuleFile(path);
  const draft = useDraft(draftId);
  const isNew = file.error instanceof ApiFailure && file.error.code === 'not-found';
  const name = word(params, 'name');
  const title = file.data?.head.name ?? name ?? path;
  useTitle(title);
  const error = draft.error ?? (isNew && (name !== null || draftId !== null) ? null : file.error);
  // Once there it stays: a later look that fails must not take away what somebody is writing.
  const known = file.data !== undefined || (isNew && (name !== null || draftId !== null));
  const ready = known && (draftId === null || draft.data !== undefined);
  return (
    <div className="page">
      <h1 className="page-title">{title}</h1>
      <RulesNav />
      {error ? <ErrorNote error={error} /> : null}
      {ready || error ? null : <Skeleton active paragraph={{ rows: 10 }} />}
      {ready ? (
        <FileUnderHand
          key={`${path} ${draft.data?.row ?? ''}`}
          path={path}
          name={name}
          file={file.data ?? null}
          draft={draft.data ?? null}
        />
      ) : null}
    </div>
  );
}

interface FileUnderHandProps {
  path: string;
  name: string | null;
  /** Null for a list that is not in force yet. */
  file: RuleFileDetail | null;
  draft: DraftDetail | null;
}

function FileUnderHand({ path, name, file, draft }: FileUnderHandProps) {
  const drafted = draft?.draft.edits.map(({ edit }) => edit).find((edit) => edit.kind === 'file' && edit.path === path);
  const inDraft = drafted?.kind === 'file' ? drafted.text : null;
  const present = file?.text ?? '';
  const [text, setText] = useState(inDraft ?? (file === null ? emptyList(name ?? '') : present));
  const [goTo, setGoTo] = useState<{ line: number; ask: number } | null>(null);
  const may = (file?.mayDraft.allowed ?? true) && (draft === null || draft.may.edit.allowed);

  const edit = useMemo<EditBody | null>(
    () => (text === present ? null : { kind: 'file', path, text }),
    [path, text, present],
  );
  const edits = useMemo(
    () => (edit === null ? null : withEdit(draft?.draft.edits.map((one) => one.edit) ?? [], edit)),
    [draft, edit],
  );
  const check = useCheck(may ? edits : null, TYPING_MS);
  const own = check.old ? [] : (check.state?.diagnostics.filter((one) => one.path === path) ?? []);
  return (
    <>
      {file === null ? null : <Head file={file} onShipped={may ? setText : null} />}
      {may ? null : <p className="muted">{draft?.may.edit.why ?? file?.mayDraft.why}，可以查看。</p>}
      <div className={may ? 'editor-columns' : undefined}>
        <div>
          <Section title={path}>
            <Suspense fallback={<Skeleton active paragraph={{ rows: 10 }} />}>
              <FileEditor
                value={text}
                label={`${path} 的文字`}
                diagnostics={own}
                readOnly={!may}
                goTo={goTo}
                onChange={setText}
              />
            </Suspense>
            {may && text !== present ? (
              <details>
                <summary>与现行文字对照</summary>
                <TextChanges before={present} after={text} />
              </details>
            ) : null}
          </Section>
          {may ? (
            <SaveDraftSection
              edit={edit ?? { missing: '还没有改动' }}
              title={file === null ? `新名单“${name ?? path}”` : `修改“${file.head.name}”`}
              draft={draft}
            />
          ) : null}
        </div>
        {may ? (
          <Section title="试一试">
            <TrialPanel
              check={check}
              edits={edits}
              place={{ path, goTo: (line) => setGoTo((before) => ({ line, ask: (before?.ask ?? 0) + 1 })) }}
            />
          </Section>
        ) : null}
      </div>
      {file === null ? null : (
        <Section title="历次修改">
          <RuleHistory history={file.history} ruleId={path} />
        </Section>
      )}
    </>
  );
}

function Head({
  file: { head, shipped, drafts, text },
  onShipped,
}: {
  file: RuleFileDetail;
  onShipped: ((text: string) => void) | null;
}) {
  return (
    <>
      <p>{head.about}</p>
      {head.decided === null ? null : (
        <p className="muted">
          {head.decided.by}，{head.decided.on}：{head.decided.reason}
        </p>
      )}
      {drafts.map(({ draftId, title, author }) => (
        <p key={draftId}>
          正在修改：<Link to={`/rules/drafts/${encodeURIComponent(draftId)}`}>{title}</Link>（
          <Person account={author} />）
        </p>
      ))}
      {shipped === null ? null : (
        <details open={head.outgrown}>
          <summary>{head.outgrown ? '出厂文字已随升级改动，与现行文字对照：' : '与出厂文字不同，对照：'}</summary>
          <TextChanges before={shipped} after={text} />
          {onShipped === null ? null : (
            <Button onClick={() => onShipped(shipped)}>换成出厂文字（存草稿后由另一人批准）</Button>
          )}
        </details>
      )}
    </>
  );
}

function emptyList(name: string): string {
  return `name: ${name}
note: 
entries:
  # 一行一条；有别名的写成 {name: 名称, aliases: [别名一, 别名二]}
  - `;
}
