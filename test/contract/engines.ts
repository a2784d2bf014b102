import type { BusEngine } from './bus.contract.ts';
import { elasticStoreEngine } from './elastic.engine.ts';
import { kafkaBusEngine } from './kafka.engine.ts';
import { sqliteBusEngine, sqliteStoreEngine } from './sqlite.engine.ts';
import type { StoreEngine } from './store.fixture.ts';

/**
 * Every adapter of a port goes through the same suites. The name of one is the prefix of its files:
 * `pipeline/bus/<name>-bus.ts`, `pipeline/store/<name>-store.ts`, `…-queries.ts`.
 */
export const BUSES: readonly BusEngine[] = [sqliteBusEngine, kafkaBusEngine];
export const STORES: readonly StoreEngine[] = [sqliteStoreEngine, elasticStoreEngine];
