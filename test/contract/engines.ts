import type { BusEngine } from './bus.contract.ts';
import { sqliteBusEngine, sqliteStoreEngine } from './sqlite.engine.ts';
import type { StoreEngine } from './store.fixture.ts';

/** One engine: every port of it goes through the same suites. */
export interface Engine {
  /** Prefix of its adapter files: `pipeline/bus/<name>-bus.ts`, `pipeline/store/<name>-store.ts`, `…-queries.ts`. */
  name: string;
  bus: BusEngine;
  store: StoreEngine;
}

export const ENGINES: readonly Engine[] = [{ name: 'sqlite', bus: sqliteBusEngine, store: sqliteStoreEngine }];
