import { describe, expect, it } from 'vitest';
import { ConflictError, RefusedError } from '../../../pipeline/errors.ts';
import type { StoredDraft } from '../../../pipeline/rulebook/drafts.ts';
import type { DraftInput, Rulebook } from '../../../pipeline/rulebook/rulebook.ts';
import { verifyAudit } from '../../../pipeline/store/audit-chain.ts';
import type { Edit } from '../../../rules/edit.ts';
import { withRulebook } from '../../support/open-rulebook.ts';
import { GOOD_RULES } from '../../support/rule-folder.ts';

const refOf = ({ draft, row }: StoredDraft) => ({ draftId: draft.draftId, row });
const LEAK = {
  id: 'quality.leak',
  name: '房屋渗漏',
  expression: '漏水 | 渗水',
  severity: 30,
  samples: { hit: ['屋顶漏水'], miss: ['停电'] },
};
const DUST = {
  id: 'quality.dust',
  name: '扬尘',
  expression: '扬尘',
  severity: 5,
  samples: { hit: ['工地扬尘很大'], miss: ['下雨'] },
};
const replace = (expression = LEAK.expression): Edit => ({
  kind: 'replace',
  pack: 'quality',
  rule: { ...LEAK, expression },
});
const add: Edit = { kind: 'add', pack: 'quality', rule: DUST };
const input = (...edits: Edit[]): DraftInput => ({ title: '放宽渗漏', reason: '漏报太多', edits });

async function proposed(rulebook: Rulebook, ...edits: Edit[]): Promise<StoredDraft> {
  const saved = await rulebook.save('wang', input(...edits), null);
  return rulebook.propose('wang', refOf(saved));
}
async function publish(rulebook: Rulebook, ...edits: Edit[]) {
  return rulebook.publish('li', refOf(await proposed(rulebook, ...edits)), '同意');
}
const expressions = (inForce: { current(): { rules: readonly { expression: string }[] } }) =>
  inForce.current().rules.map((rule) => rule.expression);

describe('a change under control', () => {
  it('goes from draft to published, is seen by another process, and is on record', () =>
    withRulebook(async ({ rulebook, inForce, drafts, versions, store, open }) => {
      const other = await open();
      const before = inForce.current();
      const draft = await proposed(rulebook, replace(), add);
      expect(inForce.current()).toBe(before);
      const version = await rulebook.publish('li', refOf(draft), '同意');
      expect(version).toMatchObject({ number: 1, author: 'wang', approver: 'li', draftId: draft.draft.draftId });
      expect(version.changes.map(({ edit }) => edit.kind)).toEqual(['replace', 'add']);
      expect(version.changes[0]?.before?.expression).toContain('演练');
      expect(inForce.current().version).toBe(version.version);
      expect(expressions(inForce)).toEqual(['漏水 | 渗水', '扬尘']);
      expect(other.inForce.current().version).toBe(before.version);
      await other.inForce.refresh();
      expect(other.inForce.current().version).toBe(version.version);
      expect((await drafts.read(draft.draft.draftId))?.draft).toMatchObject({ state: 'published', publishedAs: 1 });
      expect(await versions.list()).toEqual([version]);
      const rows = await store.audit(0, 100);
      expect(rows.map(({ actor, action }) => [actor, action])).toEqual([
        ['wang', 'rules.drafted'],
        ['wang', 'rules.proposed'],
        ['li', 'rules.published'],
      ]);
      expect(verifyAudit(rows).ok).toBe(true);
    }));

  it('needs a second person, the right state and the draft as it stands', () =>
    withRulebook(async ({ rulebook, versions }) => {
      const saved = await rulebook.save('wang', input(replace()), null);
      await expect(rulebook.publish('li', refOf(saved), '')).rejects.toThrow(/还没有提交审批，不能发布/);
      await expect(rulebook.propose('li', refOf(saved))).rejects.toThrow(RefusedError);
      const draft = await rulebook.propose('wang', refOf(saved));
      await expect(rulebook.publish('wang', refOf(draft), '')).rejects.toThrow(/另一人/);
      await expect(rulebook.reject('wang', refOf(draft), '')).rejects.toThrow(/另一人/);
      await expect(rulebook.publish('li', refOf(saved), '')).rejects.toThrow(ConflictError);
      const back = await rulebook.reject('li', refOf(draft), '样例太少');
      expect(back.draft).toMatchObject({ state: 'rejected', decision: { by: 'li', reason: '样例太少' } });
      const again = await rulebook.save('wang', input(replace('漏水')), refOf(back));
      expect(again.draft.state).toBe('draft');
      const gone = await rulebook.withdraw('wang', refOf(again));
      await expect(rulebook.propose('wang', refOf(gone))).rejects.toThrow(/已撤回/);
      expect(await versions.list()).toEqual([]);
    }));

  it.each([
    ['an expression that does not parse', replace('(漏水'), /unclosed-bracket/],
    ['a sample that comes out wrong', replace('渗水'), /sample-missed/],
    ['an id that is taken', { ...add, rule: { ...DUST, id: 'quality.leak' } } satisfies Edit, /duplicate-id/],
    ['a rule that is not there', { ...replace(), rule: { ...LEAK, id: 'quality.gone' } }, /unknown-rule/],
    ['a pack that is not there', { ...add, pack: 'noise' } satisfies Edit, /unknown-pack/],
  ])('does not let through %s', (_name, edit, words) =>
    withRulebook(async ({ rulebook, inForce }) => {
      const before = inForce.current();
      const saved = await rulebook.save('wang', input(edit), null);
      await expect(rulebook.propose('wang', refOf(saved))).rejects.toThrow(words);
      const diagnostics = await rulebook.check(saved.draft);
      expect(diagnostics[0]).toMatchObject({ severity: 'error' });
      expect(inForce.current()).toBe(before);
    }),
  );

  it('refuses a draft on a rule that somebody changed since, until its author has looked', () =>
    withRulebook(async ({ rulebook, inForce }) => {
      const late = await proposed(rulebook, replace('渗水 | 漏水 | 滴水'));
      const apart = await proposed(rulebook, add);
      await publish(rulebook, replace('漏水'));
      expect(rulebook.stale(late.draft)).toEqual(['quality.leak']);
      await expect(rulebook.publish('li', refOf(late), '')).rejects.toThrow(/quality\.leak.*已被改动/);
      await rulebook.publish('li', refOf(apart), '');
      const rebased = await rulebook.rebase('wang', refOf(late));
      expect(rebased.draft).toMatchObject({ state: 'draft', edits: [{ before: { expression: '漏水' } }] });
      const again = await rulebook.propose('wang', refOf(rebased));
      expect(await rulebook.publish('li', refOf(again), '')).toMatchObject({ number: 3 });
      expect(expressions(inForce)).toEqual(['渗水 | 漏水 | 滴水', '扬尘']);
    }));

  it('notices when the shipped rule below a draft was changed', () =>
    withRulebook(async ({ rulebook, change, open }) => {
      const draft = await proposed(rulebook, replace());
      await change(
        'packs/quality.yaml',
        (GOOD_RULES['packs/quality.yaml'] ?? '').replace('severity: 30', 'severity: 31'),
      );
      const upgraded = await open();
      await expect(upgraded.rulebook.publish('li', refOf(draft), '')).rejects.toThrow(/已被改动/);
    }));

  it('lets one of two publishers win, and keeps what both have done', () =>
    withRulebook(async ({ rulebook, versions, open }) => {
      const one = await proposed(rulebook, replace());
      const two = await proposed(rulebook, add);
      const other = await open();
      const done = await Promise.allSettled([
        rulebook.publish('li', refOf(one), ''),
        other.rulebook.publish('zhao', refOf(two), ''),
      ]);
      const failed = done.filter(({ status }) => status === 'rejected');
      for (const { reason } of failed as PromiseRejectedResult[]) expect(reason).toBeInstanceOf(ConflictError);
      const list = await versions.list();
      expect(list.map(({ number }) => number)).toEqual(
        Array.from({ length: 2 - failed.length }, (_, i) => 2 - failed.length - i),
      );
      for (const { changes, edits } of list) expect(edits.length).toBeGreaterThanOrEqual(changes.length);
      if (failed.length === 0) expect(list[0]?.edits).toHaveLength(2);
    }));

  it('is finished, not repeated, after an interruption', () =>
    withRulebook(async ({ rulebook, drafts, versions, store, open }) => {
      const draft = await proposed(rulebook, replace());
      let writes = 0;
      const broken = await open({
        putState: (...row) => (++writes > 1 ? Promise.reject(new Error('power cut')) : store.putState(...row)),
      });
      await expect(broken.rulebook.publish('li', refOf(draft), '')).rejects.toThrow('power cut');
      expect((await drafts.read(draft.draft.draftId))?.draft.state).toBe('proposed');
      expect((await versions.current())?.number).toBe(1);
      expect(await rulebook.publish('li', refOf(draft), '')).toMatchObject({ number: 1 });
      expect((await drafts.read(draft.draft.draftId))?.draft.state).toBe('published');
      await publish(rulebook, add);
      expect((await versions.list()).map(({ number }) => number)).toEqual([2, 1]);
    }));
});

describe('warnings', () => {
  it('are those that the draft brings with it, and do not stand in its way', () =>
    withRulebook(async ({ rulebook }) => {
      const twin: Edit = {
        kind: 'add',
        pack: 'quality',
        rule: { ...LEAK, id: 'quality.twin', expression: '渗水 | 漏水' },
      };
      const first = await proposed(rulebook, replace(), twin);
      expect((await rulebook.check(first.draft)).map(({ code }) => code)).toEqual(['duplicate-expression']);
      await rulebook.publish('li', refOf(first), '');
      const second = await rulebook.save('wang', input(add), null);
      expect(await rulebook.check(second.draft)).toEqual([]);
    }));
});

describe('rolling back', () => {
  it('makes a new version with the edits of an earlier one, and never frees an id', () =>
    withRulebook(async ({ rulebook, inForce, versions }) => {
      const shipped = expressions(inForce);
      const first = await publish(rulebook, replace());
      await publish(rulebook, add, replace('漏水'));
      const back = await rulebook.rollBack('li', 1, '误报太多');
      expect(back).toMatchObject({ number: 3, restores: 1, approver: 'li' });
      expect(back.changes.map(({ edit }) => edit.kind)).toEqual(['replace', 'retire']);
      expect(expressions(inForce)).toEqual(['漏水 | 渗水']);
      expect(back.version).not.toBe(first.version);
      await expect(rulebook.propose('wang', refOf(await rulebook.save('wang', input(add), null)))).rejects.toThrow(
        /编号.*已经用过/,
      );
      await rulebook.rollBack('li', 0, '从头来');
      expect(expressions(inForce)).toEqual(shipped);
      expect((await versions.list()).map(({ number }) => number)).toEqual([4, 3, 2, 1]);
      await expect(rulebook.rollBack('li', 4, '')).rejects.toThrow(/现行/);
      await expect(rulebook.rollBack('li', 9, '')).rejects.toThrow(/没有第 9 版/);
    }));
});

describe('a published set that does not load', () => {
  it('leaves the set before it in force and says why; at a start that is the shipped folder', () =>
    withRulebook(async ({ rulebook, inForce, open, change }) => {
      await publish(rulebook, {
        ...add,
        rule: { ...DUST, expression: '扬尘 + @小区', samples: { hit: ['阳光花园扬尘'], miss: ['下雨'] } },
      });
      const before = inForce.current();
      await change('lexicon/estates.yaml', 'name: 楼盘\nentries: [阳光花园]\n');
      await change('packs/quality.yaml', (GOOD_RULES['packs/quality.yaml'] ?? '').replace('|@小区', '|@楼盘'));
      const upgraded = await open();
      expect(upgraded.inForce.current().rules.map(({ id }) => id)).toEqual(['quality.leak']);
      expect(upgraded.inForce.problem()).toMatch(/规则 quality\.dust:.*unknown-list.*楼盘/s);
      expect(upgraded.inForce.number()).toBe(0);
      expect(inForce.current()).toBe(before);
      expect(inForce.problem()).toBeNull();
      const repaired = await upgraded.rulebook.rollBack('li', 0, '名单改名');
      expect(repaired.number).toBe(2);
      expect(upgraded.inForce.problem()).toBeNull();
    }));
});
