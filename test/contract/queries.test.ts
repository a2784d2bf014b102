import { STORES } from './engines.ts';
import { testQueries } from './queries.contract.ts';

for (const engine of STORES) testQueries(engine);
