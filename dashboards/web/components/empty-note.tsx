import type { ReactNode } from 'react';

interface EmptyNoteProps {
  title: string;
  children?: ReactNode;
}

/** An empty list says why it may be empty and what to do. */
export function EmptyNote({ title, children }: EmptyNoteProps) {
  return (
    <div className="empty-note" role="status">
      <p className="empty-title">{title}</p>
      {children ? <div className="empty-hint">{children}</div> : null}
    </div>
  );
}
