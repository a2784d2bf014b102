import { Button } from 'antd';
import type { CaseDetail } from '../../case-contract.ts';
import { safeLink } from '../text/safe-link.ts';
import { useAsking } from './case-actions.tsx';
import { EmptyNote } from './empty-note.tsx';
import { ExactTime } from './when.tsx';

type Answer = CaseDetail['case']['responses'][number];
type Proposal = CaseDetail['case']['proposals'][number];

/** Responses on record, and what was found in public and may be one. */
export function CaseAnswers({ detail }: { detail: CaseDetail }) {
  const { proposals, responses } = detail.case;
  const open = proposals.filter(({ state }) => state === 'open');
  const refused = proposals.filter(({ state }) => state === 'refused');
  if (responses.length + proposals.length === 0)
    return <EmptyNote title="还没有回应">审批单签完并登记发布后，或认定了采集到的公开答复后，会出现在这里。</EmptyNote>;
  return (
    <>
      <ul className="responses">
        {open.map((one) => (
          <ProposalItem key={one.responseId} proposal={one} detail={detail} />
        ))}
        {responses.map((one) => (
          <li key={one.responseId}>
            <p className="facts">
              <strong>{one.where}</strong>
              <ExactTime at={one.publishedAt} empty="发布时间不明" />
              <span className="muted">
                {one.sheetNo === null ? '未经本系统审批单' : `第 ${one.sheetNo} 号审批单，${signers(one)}`}
              </span>
              <Outer url={one.url} />
            </p>
            <p className="post-text">{one.text}</p>
          </li>
        ))}
      </ul>
      {refused.length === 0 ? null : <p className="muted">另有 {refused.length} 条经人认定不是本案回应。</p>}
    </>
  );
}

function signers({ signatures }: Answer): string {
  return signatures.map(({ name, inPlace }) => `${name}${inPlace ? '（代签）' : ''}`).join('、');
}

function ProposalItem({ proposal, detail }: { proposal: Proposal; detail: CaseDetail }) {
  const asking = useAsking(detail);
  const offered = detail.actions.filter(({ kind }) => kind === 'confirm-response' || kind === 'refuse-response');
  return (
    <li className="proposal" data-testid="proposal">
      <p className="facts">
        <strong>疑似回应：{proposal.where}</strong>
        <ExactTime at={proposal.publishedAt} empty="发布时间不明" />
        <Outer url={proposal.url} />
      </p>
      <p className="post-text">{proposal.text}</p>
      <ul className="why">
        {proposal.why.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <div className="action-row">
        {offered
          .filter(({ allowed }) => allowed)
          .map((action) => (
            <Button
              key={action.kind}
              onClick={() => asking.ask(action, { responseId: proposal.responseId })}
              data-testid={`case-${action.kind}`}
            >
              {action.name}
            </Button>
          ))}
      </div>
      {offered.every(({ allowed }) => allowed) ? null : (
        <p className="muted">{offered.find(({ allowed }) => !allowed)?.why}</p>
      )}
      {asking.dialog}
    </li>
  );
}

function Outer({ url }: { url: string | null }) {
  const link = safeLink(url);
  if (link === null) return null;
  return (
    <a className="outer" href={link} target="_blank" rel="noopener noreferrer" aria-label="回应原文（新窗口）">
      原文 ↗
    </a>
  );
}
