import { Button, Skeleton } from 'antd';
import { Link, useParams } from 'react-router';
import type { CaseDetail } from '../../case-contract.ts';
import { ErrorNote } from '../components/error-note.tsx';
import { useTitle } from '../components/use-title.ts';
import { ExactTime } from '../components/when.tsx';
import { useCase } from '../data/cases.ts';
import '../styles/cases.css';

type Subject = CaseDetail['case'];
type Sheet = Subject['sheets'][number];

/** 政务信息公开审批单, after the bureau's own form, for paper. */
export function CaseSheetPage() {
  const { caseId = '', no = '' } = useParams();
  const { data, error, refetch } = useCase(caseId);
  const sheet = data?.case.sheets.find((one) => String(one.no) === no);
  useTitle(`审批单 ${no}`);
  return (
    <div className="page narrow">
      <p className="not-printed action-row">
        <Link to={`/cases/${encodeURIComponent(caseId)}`}>回到个案</Link>
        <Button type="primary" onClick={() => window.print()}>
          打印
        </Button>
        <Button href={`/api/cases/${encodeURIComponent(caseId)}/sheets/${encodeURIComponent(no)}/docx`}>
          下载 Word
        </Button>
      </p>
      {error ? <ErrorNote error={error} onRetry={() => void refetch()} /> : null}
      {data || error ? null : <Skeleton active paragraph={{ rows: 10 }} />}
      {data && !sheet ? <p className="problem">本案没有第 {no} 号审批单。</p> : null}
      {data && sheet ? <Paper subject={data.case} sheet={sheet} /> : null}
    </div>
  );
}

function Paper({ subject, sheet }: { subject: Subject; sheet: Sheet }) {
  const published = subject.responses.find(({ sheetNo }) => sheetNo === sheet.no);
  const heads = sheet.slots.filter(({ stage }) => stage === 1);
  const chiefs = sheet.slots.filter(({ stage }) => stage === 2);
  return (
    <article className="paper" data-testid="paper">
      <h1>政务信息公开审批单</h1>
      <p className="paper-no">
        个案 {subject.caseId}　第 {sheet.no} 号
      </p>
      <table>
        <tbody>
          <tr>
            <th scope="row">拟公开内容提交部门</th>
            <td colSpan={3}>
              {subject.lead}（拟稿：{sheet.drafter.name}，{sheet.drafter.department}，<ExactTime at={sheet.draftedAt} />
              ）
            </td>
          </tr>
          <tr>
            <th scope="row">事由</th>
            <td colSpan={3}>
              {subject.title}（{subject.level}色预警，{subject.grade ?? '未定级'}）
            </td>
          </tr>
          <tr>
            <th scope="row">拟公开内容</th>
            <td colSpan={3} className="paper-text">
              {sheet.text}
            </td>
          </tr>
          <tr>
            <th scope="row">公开形式</th>
            <td colSpan={3}>主动公开；{published?.where ?? sheet.venue}</td>
          </tr>
          <tr>
            <th scope="row">公开时间</th>
            <td>{published ? <ExactTime at={published.publishedAt} /> : ''}</td>
            <th scope="row">公开期限</th>
            <td>{sheet.period}</td>
          </tr>
          <Opinions title="科室负责人审查意见" slots={heads} />
          <Opinions title="分管领导审查意见" slots={chiefs} />
        </tbody>
      </table>
    </article>
  );
}

function Opinions({ title, slots }: { title: string; slots: Sheet['slots'] }) {
  return (
    <tr>
      <th scope="row">{title}</th>
      <td colSpan={3}>
        {slots.map(({ post, signature }) => (
          <p key={post} className="paper-signature">
            <span>{post.replace(':', ' ')}</span>
            <span>{signature === null ? '' : (signature.opinion ?? '同意')}</span>
            <span>
              {signature === null ? '（未签）' : `${signature.name}${signature.inPlace ? '（代签）' : ''} `}
              {signature === null ? null : <ExactTime at={signature.at} />}
            </span>
          </p>
        ))}
      </td>
    </tr>
  );
}
