import { exactTime, relativeTime } from '../text/time.ts';
import { useSlowNow } from './use-now.ts';

/** 3 分钟前, with the exact Beijing time on hover and for screen readers. */
export function When({ at, empty = '未知' }: { at: string | null; empty?: string }) {
  const now = useSlowNow();
  if (at === null) return <span>{empty}</span>;
  return (
    <time dateTime={at} title={`${exactTime(at)}（北京时间）`}>
      {relativeTime(at, now)}
    </time>
  );
}

export function ExactTime({ at, empty = '未知' }: { at: string | null; empty?: string }) {
  if (at === null) return <span>{empty}</span>;
  return <time dateTime={at}>{exactTime(at)}</time>;
}
