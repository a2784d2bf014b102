/** What is to be judged when a slot is filled. */
export interface Waiter {
  readonly id: number;
  /** Null: to be judged for every subject. */
  readonly triggers: readonly number[] | null;
}

/**
 * Who waits for which slot. Nearly always it is one or none, told by the slot's head alone: a head that is odd holds the
 * one waiter's id above its lowest bit; an even one is twice the place of a list, which is its length and the ids.
 */
export class Triggers {
  /** Waiters that wait for none. */
  readonly always: readonly number[];
  private readonly heads: Int32Array;
  private readonly lists: Int32Array;

  constructor(waiters: readonly Waiter[], slots: number) {
    this.always = waiters.flatMap(({ id, triggers }) => (triggers === null ? [id] : []));
    const waiting: number[][] = Array.from({ length: slots }, () => []);
    for (const { id, triggers } of waiters) for (const slot of triggers ?? []) waiting[slot]?.push(id);
    this.heads = new Int32Array(slots);
    // The list at 0 is the empty one.
    const lists = [0];
    waiting.forEach((ids, slot) => {
      const [only] = ids;
      if (only !== undefined && ids.length === 1) this.heads[slot] = (only << 1) | 1;
      else if (ids.length > 1) {
        this.heads[slot] = lists.length << 1;
        lists.push(ids.length);
        for (const id of ids) lists.push(id);
      }
    });
    this.lists = Int32Array.from(lists);
  }

  /** Calls `judge` with each id that waits for the slot. */
  wake(slot: number, judge: (id: number) => void): void {
    const head = this.heads[slot] ?? 0;
    if ((head & 1) === 1) judge(head >> 1);
    else if (head !== 0) this.wakeList(head >> 1, judge);
  }

  private wakeList(list: number, judge: (id: number) => void): void {
    const end = list + (this.lists[list] ?? 0);
    for (let at = list + 1; at <= end; at++) judge(this.lists[at] ?? 0);
  }
}
