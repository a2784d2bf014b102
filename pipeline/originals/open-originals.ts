import type { Config } from '../config.ts';
import type { Store } from '../store/store.ts';
import { createOriginalBook, type OriginalBook } from './original-book.ts';
import { readSealKeys } from './read-keys.ts';

/** As the settings say. Without keys the book keeps nothing new and still forgets what is due. */
export function openOriginals(config: Config, store: Store, now: () => number): OriginalBook {
  return createOriginalBook({ store, keys: readSealKeys(config.originalKeys), keptDays: config.originalDays, now });
}
