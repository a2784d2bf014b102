import { Alert, Button } from 'antd';
import { wordsOf } from '../data/failure.ts';

interface ErrorNoteProps {
  error: unknown;
  onRetry?: () => void;
}

/** What went wrong and what to do, in the server's own words where it gave any. */
export function ErrorNote({ error, onRetry }: ErrorNoteProps) {
  const { message, hint } = wordsOf(error);
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={message}
      description={hint}
      action={onRetry ? <Button onClick={onRetry}>重试</Button> : undefined}
    />
  );
}
