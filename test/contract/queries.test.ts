import { ENGINES } from './engines.ts';
import { testQueries } from './queries.contract.ts';

for (const engine of ENGINES) testQueries(engine.store);
