import { Link } from 'react-router';
import type { CaseDetail } from '../../case-contract.ts';
import { useMeta, wordFor } from '../data/meta.ts';
import { ExactTime } from './when.tsx';

type Sheet = CaseDetail['case']['sheets'][number];

/** A response on its way to being signed: text, who has signed, who is missing. */
export function CaseSheet({ sheet, caseId }: { sheet: Sheet; caseId: string }) {
  const meta = useMeta();
  return (
    <article className="case-sheet" data-testid="case-sheet">
      <p className="facts">
        <strong>第 {sheet.no} 号审批单</strong>
        <span data-testid="sheet-state">{wordFor(meta.sheetStates, sheet.state)}</span>
        <span className="muted">
          {sheet.drafter.name}（{sheet.drafter.department}）拟稿 <ExactTime at={sheet.draftedAt} />
        </span>
        <Link className="push" to={`/cases/${encodeURIComponent(caseId)}/sheets/${sheet.no}`}>
          打印审批单
        </Link>
      </p>
      <p className="post-text">{sheet.text}</p>
      <p className="muted">
        拟在{sheet.venue}发布；公开期限：{sheet.period}
      </p>
      {sheet.closeReason === null ? null : (
        <p className="problem">
          {sheet.closedBy} {wordFor(meta.sheetStates, sheet.state)}：{sheet.closeReason}
        </p>
      )}
      <ul className="slots">
        {sheet.slots.map(({ post, stage, signature }) => (
          <li key={post} className={signature === null ? 'unsigned' : 'signed'}>
            <span>
              {stage === 1 ? '会签' : '签发'} · {post}
            </span>
            {signature === null ? (
              <span className="muted">未签</span>
            ) : (
              <span>
                {signature.name}
                {signature.inPlace ? '（代签）' : ''} <ExactTime at={signature.at} />
                {signature.opinion === null ? '' : `　${signature.opinion}`}
              </span>
            )}
          </li>
        ))}
      </ul>
    </article>
  );
}
