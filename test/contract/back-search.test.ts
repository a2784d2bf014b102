import { testBackSearch } from './back-search.contract.ts';
import { STORES } from './engines.ts';

for (const engine of STORES) testBackSearch(engine);
