import { Link } from 'react-router';
import { useSilences } from '../data/silences.ts';

/** On the board: how many silences hold or wait, since alerts there may be known to nobody. */
export function SilenceLink() {
  const { data } = useSilences();
  const standing = (data?.items ?? []).filter(({ over }) => !over).length;
  return (
    <Link to="/silences" data-testid="silence-link">
      静默{standing === 0 ? '' : `（${standing}）`}
    </Link>
  );
}
