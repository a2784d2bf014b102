import type { EventDetail } from '../../record-contract.ts';

type AuditRow = EventDetail['audit'][number];

/** The parts of an audit row's free detail that a reader wants, in words; what is not known is left out. */
export interface AuditWords {
  who: string;
  machine: boolean;
  reason: string | null;
  change: string | null;
  problem: string | null;
  receivers: string | null;
  /** The system's own sentence. */
  what: string | null;
}

export function readAudit(row: AuditRow, stateWord: (id: string) => string): AuditWords {
  const text = (key: string) => {
    const value = row.detail[key];
    return typeof value === 'string' && value.trim() !== '' ? value : null;
  };
  const machine = row.actor === 'system';
  const name = text('name') ?? row.actor;
  const department = text('department');
  const from = text('from');
  const to = text('to');
  const receivers = row.detail.receivers;
  return {
    who: machine ? '系统' : department === null ? name : `${name}（${department}）`,
    machine,
    what: text('what'),
    reason: text('reason'),
    problem: text('problem'),
    change: from !== null && to !== null && from !== to ? `${stateWord(from)} → ${stateWord(to)}` : null,
    receivers: Array.isArray(receivers)
      ? receivers.filter((receiver) => typeof receiver === 'string').join('、') || null
      : null,
  };
}
