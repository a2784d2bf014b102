import { STORES } from './engines.ts';
import { testStore } from './store.contract.ts';

for (const engine of STORES) testStore(engine);
