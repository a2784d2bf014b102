import { testBus } from './bus.contract.ts';
import { BUSES } from './engines.ts';

for (const engine of BUSES) testBus(engine);
