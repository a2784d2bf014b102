import { toEpoch } from '../model/calendar.ts';
import { createSharing, type Kin, SHINGLE_POSTS, type Trace } from '../model/trace.ts';

/** The same as `Store.meet`, in memory: for one run over a file, and for the members of one event. */
export interface KinIndex {
  meet(trace: Trace): Omit<Kin, 'arrived'>;
}

interface Seen {
  at: number;
  docId: string;
}

export function createKinIndex(windowMs: number): KinIndex {
  const shingles = new Map<number, string[]>();
  const clues = new Map<string, Seen[]>();

  function alike({ docId, shingles: own }: Trace): string[] {
    const shared = createSharing((known: string) => known);
    for (const shingle of own) {
      const others = shingles.get(shingle);
      if (others === undefined) shingles.set(shingle, [docId]);
      else {
        shared.add(others, docId);
        if (others.length < SHINGLE_POSTS && !others.includes(docId)) others.push(docId);
      }
    }
    return shared.likeliest();
  }

  function neighbours(clue: string, here: Seen): Seen[] {
    const known = clues.get(clue) ?? [];
    clues.set(clue, known);
    const place = placeIn(known, here);
    const found = [known[place - 1], known[place]].filter(
      (one) => one !== undefined && one.docId !== here.docId && Math.abs(one.at - here.at) <= windowMs,
    );
    known.splice(place, 0, here);
    return found.filter((one) => one !== undefined);
  }

  return {
    meet(trace) {
      const here = { at: toEpoch(trace.at), docId: trace.docId };
      return {
        alike: alike(trace),
        sharing: trace.clues.flatMap((clue) => neighbours(clue, here).map(({ docId }) => ({ docId, clue }))),
      };
    },
  };
}

/** Index of the first that is not before `here`, by time and then docId. */
function placeIn(sorted: readonly Seen[], here: Seen): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = sorted[middle];
    if (one !== undefined && (one.at < here.at || (one.at === here.at && one.docId < here.docId))) low = middle + 1;
    else high = middle;
  }
  return low;
}
