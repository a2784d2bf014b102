import { Button } from 'antd';
import { useState } from 'react';
import { lineChanges } from '../text/line-changes.ts';

interface TextChangesProps {
  before: string;
  /** Null: the shipped text is brought back. */
  after: string | null;
}

/** Rows shown before one asks for all. */
const FEW = 60;
const SIGNS = { same: ' ', gone: '−', new: '＋' } as const;

/** Old against new, line by line. */
export function TextChanges({ before, after }: TextChangesProps) {
  const [all, setAll] = useState(false);
  if (after === null) return <p>恢复出厂的文字。</p>;
  const hunks = lineChanges(before, after);
  if (hunks.length === 0) return <p className="muted">与现行文字相同。</p>;
  const rows = hunks.flatMap(({ line, rows }) => [
    { key: `${line}`, kind: 'place' as const, text: `第 ${line} 行起` },
    ...rows.map((row, index) => ({ key: `${line}.${index}`, ...row })),
  ]);
  return (
    <>
      <div className="text-changes" data-testid="text-changes">
        {(all ? rows : rows.slice(0, FEW)).map(({ key, kind, text }) =>
          kind === 'place' ? (
            <p key={key} className="muted">
              {text}
            </p>
          ) : (
            <pre key={key} className={kind}>
              <span aria-hidden>{SIGNS[kind]} </span>
              {kind === 'gone' ? <del>{text || ' '}</del> : kind === 'new' ? <ins>{text || ' '}</ins> : text || ' '}
            </pre>
          ),
        )}
      </div>
      {all || rows.length <= FEW ? null : <Button onClick={() => setAll(true)}>全部显示（共 {rows.length} 行）</Button>}
    </>
  );
}
