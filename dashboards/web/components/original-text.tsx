import { Button, Modal } from 'antd';
import { useState } from 'react';
import type { FoundPost } from '../../alert-contract.ts';
import { useReveal } from '../data/posts.ts';
import { useSession } from '../data/session.ts';
import { ReasonDialog } from './reason-dialog.tsx';

/** The way to the text before masking, for those who may; what was opened is gone when the window is closed. */
export function OriginalText({ found: { post } }: { found: FoundPost }) {
  const session = useSession().data;
  const reveal = useReveal(post.docId);
  const [asking, setAsking] = useState(false);
  if (post.masked.length === 0 || !session) return null;
  if (!session.permissions.includes('unmask')) return <p className="muted">您的角色不能看遮盖前的原文。</p>;
  const opened = reveal.data;
  return (
    <>
      <Button size="small" onClick={() => setAsking(true)}>
        看遮盖前的原文…
      </Button>
      {/* Made anew each time: no reason is left over from the last one. */}
      {asking && opened === undefined ? (
        <ReasonDialog
          open
          title="看遮盖前的原文"
          okText="查看"
          reasonLabel="理由"
          needsReason
          pending={reveal.isPending}
          error={reveal.error}
          onOk={(reason) => reveal.mutate(reason)}
          onClose={() => {
            reveal.reset();
            setAsking(false);
          }}
        >
          <ul className="effects">
            <li>原文含个人信息，只用于办理这件事；您的姓名、时间和理由记入审计。</li>
          </ul>
        </ReasonDialog>
      ) : null}
      <Modal
        open={asking && opened !== undefined}
        title="遮盖前的原文"
        footer={null}
        onCancel={() => {
          setAsking(false);
          reveal.reset();
        }}
        destroyOnHidden
      >
        {opened === undefined ? null : (
          <div data-testid="original">
            <p>
              <strong>{opened.title}</strong>
            </p>
            <p className="post-text">{opened.text}</p>
          </div>
        )}
      </Modal>
    </>
  );
}
