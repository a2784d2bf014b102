import { testBackSearch } from './back-search.contract.ts';
import { ENGINES } from './engines.ts';

for (const engine of ENGINES) testBackSearch(engine.store);
