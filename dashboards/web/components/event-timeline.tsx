import type { EventDetail } from '../../record-contract.ts';
import { useMeta, wordFor } from '../data/meta.ts';
import { Timeline, type TimelineEntry, useAuditEntries } from './audit-timeline.tsx';

/** What the audit log, the posts and the public answers say, in one order of time. */
export function EventTimeline({ detail }: { detail: EventDetail }) {
  const meta = useMeta();
  const { event, posts, responses } = detail;
  const audit = useAuditEntries(detail.audit);
  const first = [...posts, ...detail.cited].find(({ post }) => post.docId === event.firstDocId);
  const began: TimelineEntry[] = [
    {
      key: 'first-post',
      at: event.firstAt,
      who: first?.post.sourceName ?? '来源',
      machine: false,
      what: '出现首帖',
      details: first ? [first.post.title || first.post.text.slice(0, 40)] : [],
    },
  ];
  const answered = responses.flatMap((response): TimelineEntry[] =>
    response.at === null
      ? []
      : [
          {
            key: `response-${response.responseId}`,
            at: response.at,
            who: response.by ?? '公开机构',
            machine: false,
            what: '公开回应',
            details: [wordFor(meta.responseOrigins, response.origin)],
          },
        ],
  );
  // A stable sort: audit rows of one second stay in the order of the log.
  const entries = [...began, ...audit, ...answered].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return <Timeline entries={entries} />;
}
