import { Button } from 'antd';
import { useState } from 'react';
import type { AlertView, EvidenceView } from '../../alert-contract.ts';
import { useEvidence, useTakeEvidence } from '../data/evidence.ts';
import { safeLink } from '../text/safe-link.ts';
import { ErrorNote } from './error-note.tsx';
import { ReasonDialog } from './reason-dialog.tsx';
import { Section } from './section.tsx';
import { When } from './when.tsx';

/** Pages of these are kept. */
const KEPT_LEVELS: readonly AlertView['level'][] = ['橙', '红'];

const STATE_WORDS: Readonly<Record<EvidenceView['state'], string>> = {
  'not-needed': '这条预警没有网页存证。',
  waiting: '正在存证，稍后自动显示。',
  kept: '',
  none: '未能存证。',
};

/** The page of an orange or red alert as it was kept, with the way to take it along. */
export function EvidenceBox({ alert: { alertId, level } }: { alert: AlertView }) {
  const wanted = KEPT_LEVELS.includes(level);
  const { data, error } = useEvidence(alertId, wanted);
  if (!wanted) return null;
  return (
    <Section title="网页存证">
      <div data-testid="evidence" data-state={data?.state}>
        {error ? <ErrorNote error={error} /> : null}
        {data === undefined ? null : <Kept evidence={data} alertId={alertId} />}
      </div>
    </Section>
  );
}

function Kept({ evidence, alertId }: { evidence: EvidenceView; alertId: string }) {
  const { state, problem, url, capturedAt, files, manifestSha256, mayTake } = evidence;
  const link = url === null ? null : safeLink(url);
  return (
    <>
      {STATE_WORDS[state] === '' ? null : <p className="muted">{STATE_WORDS[state]}</p>}
      {problem === null ? null : <p className="problem">{problem}</p>}
      {capturedAt === null ? null : (
        <p>
          存于 <When at={capturedAt} />
          {link === null ? null : (
            <>
              {' '}
              <a href={link} target="_blank" rel="noopener noreferrer">
                原网页
              </a>
            </>
          )}
          ，共 {files.length} 个文件：{files.map(({ name, bytes }) => `${name}（${kilobytes(bytes)}）`).join('、')}
        </p>
      )}
      {manifestSha256 === null ? null : <p className="muted evidence-hash">清单 SHA-256：{manifestSha256}</p>}
      {capturedAt !== null && mayTake ? <TakeEvidence alertId={alertId} /> : null}
    </>
  );
}

function TakeEvidence({ alertId }: { alertId: string }) {
  const [asking, setAsking] = useState(false);
  const take = useTakeEvidence(alertId);
  const close = () => {
    setAsking(false);
    take.reset();
  };
  return (
    <>
      <Button size="small" onClick={() => setAsking(true)}>
        下载存证
      </Button>
      <ReasonDialog
        open={asking}
        title="下载网页存证"
        okText="下载"
        reasonLabel="用途"
        needsReason
        pending={take.isPending}
        error={take.error}
        onOk={(reason) => take.mutate(reason, { onSuccess: close })}
        onClose={close}
      >
        <p>存证是网页原样，未遮盖个人信息，只用于工作；下载人、时间和用途记入审计日志。</p>
      </ReasonDialog>
    </>
  );
}

function kilobytes(bytes: number): string {
  return bytes < 1024 ? `${bytes} 字节` : `${Math.round(bytes / 1024).toLocaleString('zh-CN')} KB`;
}
