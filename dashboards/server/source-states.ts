import { type SourceStatus, sourceStatus } from '../../pipeline/model/source-status.ts';
import type { Store } from '../../pipeline/store/store.ts';

/** State rows of kind `source`, by name. */
export async function readSources(store: Pick<Store, 'states'>): Promise<SourceStatus[]> {
  const rows = await store.states('source');
  const sources = [...rows.values()].map(({ value }) => sourceStatus.parse(value));
  return sources.sort((a, b) => a.name.localeCompare(b.name, 'zh-CN'));
}
