import { expect, it } from 'vitest';
import { RULES_DIR } from '../../../pipeline/paths.ts';
import { placeEdits } from '../../../pipeline/rulebook/check-edits.ts';
import { loadRules } from '../../../rules/load.ts';
import { openChain, rawPost } from '../../support/chain.ts';

it('a replaced set is used from the next batch on, and each verdict says which one it was', async () => {
  const shipped = await loadRules(RULES_DIR);
  const rule = { id: 'harm.test-word', name: '测试词', expression: '蓝色仓库', severity: 20 };
  const next = await loadRules(RULES_DIR, placeEdits([{ kind: 'add', pack: 'harm', rule }]));
  let current = shipped;
  const chain = await openChain({ rules: () => current });
  try {
    const seen = async (id: string) => {
      await chain.ingest.accept([rawPost(id, `蓝色仓库 ${id}`, `蓝色仓库旁边的小区漏水 ${id}`)]);
      await chain.core.drain();
      const { items } = await chain.queries.findPosts({}, { limit: 10 });
      const verdict = items.find(({ post }) => post.title.endsWith(id))?.verdict;
      return [verdict?.rulesVersion, verdict?.hits.some((hit) => hit.rule === rule.id && hit.version === next.version)];
    };
    expect(await seen('1')).toEqual([shipped.version, false]);
    current = next;
    expect(await seen('2')).toEqual([next.version, true]);
    current = shipped;
    expect(await seen('3')).toEqual([shipped.version, false]);
  } finally {
    await chain.close();
  }
});
