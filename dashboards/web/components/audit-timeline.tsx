import { Button } from 'antd';
import { useState } from 'react';
import type { EventDetail } from '../../record-contract.ts';
import { useMeta, wordFor } from '../data/meta.ts';
import { readAudit } from '../text/audit.ts';
import { ExactTime } from './when.tsx';

export interface TimelineEntry {
  key: string;
  at: string;
  who: string;
  machine: boolean;
  what: string;
  details: readonly string[];
}

/** Audit rows as entries: who did what when, from which state to which, and why. */
export function useAuditEntries(audit: EventDetail['audit']): TimelineEntry[] {
  const meta = useMeta();
  return audit.map((row) => {
    const words = readAudit(row, (id) => wordFor(meta.alertStates, id));
    return {
      key: `audit-${row.seq}`,
      at: row.at,
      who: words.who,
      machine: words.machine,
      what: wordFor(meta.auditActions, row.action),
      details: [
        words.change,
        words.what,
        words.reason === null ? null : `理由：${words.reason}`,
        words.receivers === null || words.what?.includes(words.receivers) ? null : `通知 ${words.receivers}`,
        words.problem === null ? null : `未成：${words.problem}`,
      ].filter((detail) => detail !== null),
    };
  });
}

/** A longer course is folded in the middle: how it began and what happened last is what readers look for. */
const MOST_WHOLE = 60;
const LAST = 30;

/** One line of time for what the machine and what people did, oldest first. */
export function Timeline({ entries }: { entries: readonly TimelineEntry[] }) {
  // A link may lead to any entry.
  const [whole, setWhole] = useState(() => entries.some(({ key }) => window.location.hash === `#${key}`));
  if (entries.length === 0) return <p className="muted">还没有记录。</p>;
  const folded = whole || entries.length <= MOST_WHOLE ? 0 : entries.length - 1 - LAST;
  if (folded === 0) return <Entries entries={entries} />;
  return (
    <>
      <Entries entries={entries.slice(0, 1)} />
      <p>
        <Button onClick={() => setWhole(true)}>展开中间 {folded} 条</Button>
      </p>
      <Entries entries={entries.slice(1 + folded)} />
    </>
  );
}

function Entries({ entries }: { entries: readonly TimelineEntry[] }) {
  return (
    <ol className="timeline" data-testid="timeline">
      {entries.map((entry) => (
        <li key={entry.key} id={entry.key} className={entry.machine ? 'by-machine' : 'by-person'}>
          <p>
            <span className="muted">
              <ExactTime at={entry.at} />
            </span>{' '}
            <strong>{entry.who}</strong> {entry.what}
          </p>
          {entry.details.map((detail) => (
            <p key={detail} className="muted">
              {detail}
            </p>
          ))}
        </li>
      ))}
    </ol>
  );
}
