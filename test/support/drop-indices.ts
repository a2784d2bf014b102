import { createElastic } from '../../pipeline/store/elastic/elastic-client.ts';
import { SILENT_LOG } from './samples.ts';

/** Removes what a test has left in the shared node. */
export async function dropIndices(url: string, prefix: string): Promise<void> {
  const elastic = createElastic({ url }, { log: SILENT_LOG });
  for (const index of await elastic.indices(`${prefix}*`)) await elastic.dropIndex(index);
  await elastic.close();
}
