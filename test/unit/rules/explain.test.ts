import { describe, expect, it } from 'vitest';
import { createExplainer } from '../../../rules/compile/explain.ts';
import { loadRules } from '../../../rules/load.ts';
import { GOOD_RULES, withRuleFolder } from '../../support/rule-folder.ts';
import { segmentedSubject } from '../../support/segmented-subject.ts';

describe('explaining a post', () => {
  it('lists hits first, then near misses with the reason, and leaves the rest out', async () => {
    const more = `  - id: quality.mayor
    name: 市长
    expression: 市长
  - id: quality.crack
    name: 开裂
    expression: 开裂
`;
    await withRuleFolder({ 'packs/quality.yaml': `${GOOD_RULES['packs/quality.yaml']}${more}` }, async (dir) => {
      const explain = createExplainer(await loadRules(dir));
      const told = (text: string) => explain(segmentedSubject({ text })).map(({ rule, hit }) => [rule.id, hit]);
      expect(told('上海市长宁区的屋顶漏水')).toEqual([
        ['quality.leak', true],
        ['quality.mayor', false],
      ]);
      expect(told('今天天气好')).toEqual([]);
      const [near] = explain(segmentedSubject({ text: '屋顶漏水演练' }));
      expect(near).toMatchObject({ hit: false, spans: [], why: '被排除：“演练”见正文第 5 字' });
    });
  });
});
