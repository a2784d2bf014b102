import { z } from 'zod';
import { ConflictError, RefusedError } from '../errors.ts';
import { instant, toEpoch, toShanghai } from '../model/calendar.ts';
import type { RawItem } from '../model/raw-item.ts';
import { cleanText } from '../normalise/clean-text.ts';
import { htmlToText } from '../normalise/html-to-text.ts';
import type { Store } from '../store/store.ts';
import { type SealKey, seal, sealed, unseal } from './seal.ts';

const KIND = 'original';
const DAY_MS = 86_400_000;
/** Between two looks for what is due: each reads all rows. */
const FORGET_EVERY_MS = DAY_MS / 4;

/** State row of kind `original` by docId. */
const row = z.object({ rawId: z.string(), keptAt: instant, sealed });
const original = z.object({ title: z.string(), text: z.string() });
export type Original = z.infer<typeof original>;

/** Texts of posts as they were before personal data was masked, sealed. Nothing is kept without a key. */
export interface OriginalBook {
  /** Keeps the items as they are; a later version of a post takes the place of the one before. */
  keep(items: readonly RawItem[]): Promise<void>;
  /**
   * The text of one post. Who asked, and why, is on the audit log before it is opened. Throws RefusedError, with a
   * sentence for the person, where there is none, or the key it was sealed with is not here.
   */
  reveal(docId: string, by: string, reason: string): Promise<Original>;
  /** Deletes what was kept for longer than the setting says; resolves with how many. */
  forget(): Promise<number>;
}

export interface OriginalBookDeps {
  store: Pick<Store, 'state' | 'states' | 'putState' | 'deleteState' | 'commit'>;
  /** The first seals. */
  keys: readonly SealKey[];
  keptDays: number;
  now: () => number;
}

export function createOriginalBook({ store, keys, keptDays, now }: OriginalBookDeps): OriginalBook {
  let forgottenAt = Number.NEGATIVE_INFINITY;

  async function keepOne(item: RawItem, key: SealKey): Promise<void> {
    const known = await store.state(KIND, item.docId);
    const before = row.safeParse(known?.value);
    if (before.success && before.data.rawId === item.rawId) return;
    const plain: Original = {
      title: cleanText(item.title),
      text: item.format === 'html' ? htmlToText(item.body) : cleanText(item.body),
    };
    const value = {
      rawId: item.rawId,
      keptAt: toShanghai(now()),
      sealed: seal(JSON.stringify(plain), item.docId, key),
    };
    try {
      await store.putState(KIND, item.docId, value, known?.version ?? null);
    } catch (error) {
      // Another worker kept the same post just now.
      if (!(error instanceof ConflictError)) throw error;
    }
  }

  async function audit(docId: string, actor: string, reason: string): Promise<void> {
    const entry = { at: toShanghai(now()), actor, action: 'post.unmasked', object: docId, detail: { reason } };
    await store.commit({ audit: [entry] });
  }

  return {
    async keep(items) {
      const [key] = keys;
      if (key === undefined) return;
      for (const item of items) await keepOne(item, key);
    },

    async reveal(docId, by, reason) {
      const found = row.safeParse((await store.state(KIND, docId))?.value);
      if (!found.success) {
        const hint = '只有开启“保存原文”（YUQING_ORIGINAL_KEYS）以后采集的、被遮盖过的帖文才有，且到期删除';
        throw new RefusedError('没有保存这条帖文遮盖前的原文', { hint });
      }
      const { keyId } = found.data.sealed;
      const key = keys.find(({ id }) => id === keyId);
      if (key === undefined) {
        const hint = '请系统管理员把这个编号的密钥加回 YUQING_ORIGINAL_KEYS';
        throw new RefusedError(`原文由密钥 ${keyId} 加密，本机没有这个密钥`, { hint });
      }
      await audit(docId, by, reason);
      const text = unseal(found.data.sealed, docId, key);
      if (text === null) {
        const hint = '同一编号下换过密钥，或记录被改动；请联系系统管理员';
        throw new RefusedError(`密钥 ${keyId} 打不开这份原文`, { hint });
      }
      return original.parse(JSON.parse(text));
    },

    async forget() {
      if (now() - forgottenAt < FORGET_EVERY_MS) return 0;
      forgottenAt = now();
      let forgotten = 0;
      for (const [docId, { value }] of await store.states(KIND)) {
        const parsed = row.safeParse(value);
        if (parsed.success && now() - toEpoch(parsed.data.keptAt) <= keptDays * DAY_MS) continue;
        await store.deleteState(KIND, docId);
        forgotten += 1;
      }
      return forgotten;
    },
  };
}
