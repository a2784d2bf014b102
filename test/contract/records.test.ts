import { STORES } from './engines.ts';
import { testRecords } from './records.contract.ts';

for (const source of STORES) for (const target of STORES) testRecords(source, target);
