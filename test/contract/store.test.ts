import { ENGINES } from './engines.ts';
import { testStore } from './store.contract.ts';

for (const engine of ENGINES) testStore(engine.store);
