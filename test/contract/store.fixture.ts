import type { Queries } from '../../pipeline/store/queries.ts';
import type { Records } from '../../pipeline/store/records.ts';
import type { Store } from '../../pipeline/store/store.ts';
import type { Found } from '../services/shared-service.ts';

/** One empty store under test. */
export interface StoreFixture {
  store: Store;
  queries: Queries;
  records: Records;
  /** Another process on the same data. */
  another(): Promise<{ store: Store; queries: Queries }>;
  /** Another process that is killed when it has made so many single writes, whatever it was about to do. */
  dying(writes: number): Promise<Store>;
  /** Makes what is committed visible to queries; engines with delayed search need it. */
  refresh(): Promise<void>;
  /** Overwrites a post's stored document with text that is no JSON. */
  damagePost(docId: string): Promise<void>;
  dispose(): Promise<void>;
}

export interface StoreEngine {
  name: string;
  /** Where the engine needs a service: how it is found. */
  find?(): Promise<Found<unknown>>;
  create(): Promise<StoreFixture>;
}
