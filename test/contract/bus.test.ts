import { testBus } from './bus.contract.ts';
import { ENGINES } from './engines.ts';

for (const engine of ENGINES) testBus(engine.bus);
