import { expect, it } from 'vitest';
import { checkEdits, placeEdits } from '../../../pipeline/rulebook/check-edits.ts';
import { createRecentSubjects } from '../../../pipeline/rulebook/recent-subjects.ts';
import { foldText } from '../../../rules/fold-table.ts';
import { withRulebook } from '../../support/open-rulebook.ts';
import { sampleAnalysed } from '../../support/samples.ts';

it('the lints that count do so on recent posts, once there are enough of them', () =>
  withRulebook(async ({ store, queries, segmenter, rulesDir }) => {
    const clock = { now: 0 };
    const recent = createRecentSubjects({ queries, segmenter, fold: foldText(), now: () => clock.now });
    const write = (from: number, to: number, text: string) =>
      store.commit({
        posts: Array.from({ length: to - from }, (_, i) => sampleAnalysed({ docId: `d_${from + i}`, title: '', text })),
      });
    await write(0, 99, '小区停电');
    expect(await recent()).toBeNull();
    await write(99, 150, '道路积水');
    expect(await recent()).toBeNull();
    clock.now = 3_600_000;
    const subjects = await recent();
    expect(subjects).toHaveLength(150);
    expect(await recent()).toBe(subjects);
    const rule = {
      id: 'quality.wide',
      name: '宽',
      expression: '停电',
      severity: 1,
      samples: { hit: ['停电'], miss: ['无'] },
    };
    const edits = placeEdits([{ kind: 'add', pack: 'quality', rule }]);
    const { diagnostics } = await checkEdits({ rulesDir, segmenter }, edits, subjects);
    expect(diagnostics).toMatchObject([
      { code: 'too-broad', message: expect.stringContaining('150 个样本帖子里命中了 66%') },
    ]);
  }));
