import { Button } from 'antd';
import { useState } from 'react';
import type { Lines } from '../data/use-lines.ts';
import { type Trial, useTrial } from '../data/use-rule-trials.ts';
import type { EditBody } from '../text/rule-form.ts';
import { BackTestPosts } from './back-test-posts.tsx';
import { BackTestCounts, BackTestResultView } from './back-test-result.tsx';
import { DiagnosticList } from './diagnostic-list.tsx';
import { ErrorNote } from './error-note.tsx';
import { useSettled } from './use-settled.ts';

interface TrialPanelProps {
  check: Lines<Trial>;
  /** What is tried; null while there is nothing to try. */
  edits: readonly EditBody[] | null;
  place: { path: string; goTo(line: number): void };
}

const PERIODS = [7, 30, 90, 365] as const;

/** What is wrong with edits under hand, and, when asked, which recent posts would be judged otherwise: as it is found. */
export function TrialPanel({ check, edits, place }: TrialPanelProps) {
  const key = edits === null ? null : JSON.stringify(edits);
  const [asked, setAsked] = useState<{ key: string; days: number } | null>(null);
  // An answer for another text would mislead: the trial ends when the text changes.
  const wanted = asked !== null && asked.key === key && edits !== null ? { edits: [...edits], days: asked.days } : null;
  const trial = useTrial(wanted);
  const errors = check.state?.diagnostics.some(({ severity }) => severity === 'error') ?? true;
  if (key === null) return <p className="muted">还没有改动。改过以后，这里显示检查结果和对近期帖文的影响。</p>;
  return (
    <div aria-busy={check.running || trial.running} data-testid="trial">
      <h3>检查</h3>
      {check.error === null ? null : <ErrorNote error={check.error} />}
      {check.old || check.running ? <p className="muted">正在检查……</p> : null}
      {check.state === null || check.old ? null : (
        <DiagnosticList diagnostics={check.state.diagnostics} place={place} />
      )}
      <h3>对近期帖文的影响</h3>
      <div className="action-row">
        {PERIODS.map((days) => (
          <Button
            key={days}
            size="small"
            disabled={errors || check.old || trial.running}
            onClick={() => setAsked({ key, days })}
          >
            近 {days} 天
          </Button>
        ))}
        {trial.running ? (
          <Button size="small" onClick={trial.stop}>
            停止
          </Button>
        ) : null}
      </div>
      {trial.error === null ? null : <ErrorNote error={trial.error} />}
      {wanted === null || trial.old ? null : <Found trial={trial} />}
    </div>
  );
}

function Found({ trial: { state, running, stopped } }: { trial: Lines<Trial> }) {
  if (state === null) return <p role="status">正在试……</p>;
  if (state.result !== null) return <BackTestResultView result={state.result} />;
  const { found } = state;
  if (found === null) return running ? <p role="status">正在试……</p> : null;
  return (
    <>
      <p role="status">{stopped ? '已停止，以下是停止前的结果。' : '正在试，先列出已经找到的：'}</p>
      <BackTestCounts counts={found.counts} />
      <BackTestPosts posts={found.changed} total={found.changed.length} />
    </>
  );
}

/** The check of edits as they are typed. */
export function useCheck(edits: readonly EditBody[] | null, typingMs: number): Lines<Trial> {
  const settled = useSettled(edits === null ? null : JSON.stringify(edits), typingMs);
  const check = useTrial(settled === null ? null : { edits: JSON.parse(settled), days: null });
  return { ...check, old: check.old || settled !== (edits === null ? null : JSON.stringify(edits)) };
}
