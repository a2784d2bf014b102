import { useEffect, useState } from 'react';
import { lastContactAt } from '../data/contact.ts';
import { useLinkState } from '../data/live-context.ts';
import { clockTime } from '../text/time.ts';
import { useNow } from './use-now.ts';

/** A link that is back within this was never worth a word. */
const PATIENCE_MS = 2_000;

/** Says when the page is not live, and how old what it shows is. */
export function ConnectionBanner() {
  const lost = useLinkState() === 'lost';
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!lost) {
      setShown(false);
      return;
    }
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [lost]);
  return (
    <div role="status" aria-live="polite" data-testid="connection">
      {shown ? <BannerText /> : null}
    </div>
  );
}

function BannerText() {
  // Drawn each second, because answers to polling move the time on.
  useNow();
  const at = lastContactAt();
  return (
    <p className="banner banner-lost">
      连接已断开，正在重连。<span aria-live="off">{at === null ? '' : `数据截至 ${clockTime(at)}。`}</span>
    </p>
  );
}
