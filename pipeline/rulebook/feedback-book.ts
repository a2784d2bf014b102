import { ConflictError, RefusedError } from '../errors.ts';
import { toShanghai } from '../model/calendar.ts';
import { type Feedback, feedback, JUDGEMENTS, type Judgement } from '../model/feedback.ts';
import type { Store } from '../store/store.ts';

export interface GivenFeedback {
  rule: string;
  docId: string;
  /** Null takes back what was said. */
  judgement: Judgement | null;
  note: string | null;
}

/** What people said of hits. One row for each rule and post. */
export interface FeedbackBook {
  /**
   * Throws RefusedError where it makes no sense: the post is not kept, `real` or `false` for a rule that did not fire,
   * `missed` for one that did.
   */
  give(by: string, given: GivenFeedback): Promise<Feedback | null>;
  /** All that was said of a rule, by docId. */
  ofRule(rule: string): Promise<ReadonlyMap<string, Feedback>>;
  /** What was said of a post, of these rules. */
  ofPost(docId: string, rules: readonly string[]): Promise<readonly Feedback[]>;
}

export function createFeedbackBook(store: Store, now: () => number): FeedbackBook {
  const kindOf = (rule: string) => `feedback ${rule}`;

  return {
    async give(by, { rule, docId, judgement, note }) {
      const post = (await store.posts([docId])).get(docId);
      if (post === undefined) throw new RefusedError('没有这条信息', { hint: '请刷新页面' });
      const fired = post.verdict.hits.some((hit) => hit.rule === rule);
      if (judgement !== null && fired === (judgement === 'missed')) {
        const hint = fired ? '命中的规则只能标“真实”或“误报”' : '没有命中的规则只能标“漏报”';
        throw new RefusedError(`这条信息${fired ? '命中了' : '没有命中'}规则 ${rule}`, { hint });
      }
      const at = toShanghai(now());
      const row = await store.state(kindOf(rule), docId);
      if (judgement === null) {
        if (row === null) return null;
        await store.deleteState(kindOf(rule), docId);
      }
      const { rulesVersion } = post.verdict;
      const value = judgement === null ? null : { rule, docId, judgement, by, at, rulesVersion, note };
      if (value !== null) await write(value, row?.version ?? null);
      const detail = { rule, judgement: judgement === null ? '撤销' : JUDGEMENTS[judgement], note };
      await store.commit({ audit: [{ at, actor: by, action: 'rules.feedback', object: docId, detail }] });
      return value;
    },
    async ofRule(rule) {
      const rows = await store.states(kindOf(rule));
      return new Map([...rows].map(([docId, { value }]) => [docId, feedback.parse(value)]));
    },
    async ofPost(docId, rules) {
      const rows = await Promise.all(rules.map((rule) => store.state(kindOf(rule), docId)));
      return rows.flatMap((row) => (row === null ? [] : feedback.parse(row.value)));
    },
  };

  /** Two people at once: both are on the audit log, the later word stands. */
  async function write(value: Feedback, version: number | null): Promise<void> {
    try {
      await store.putState(kindOf(value.rule), value.docId, value, version);
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      const row = await store.state(kindOf(value.rule), value.docId);
      await store.putState(kindOf(value.rule), value.docId, value, row?.version ?? null);
    }
  }
}
