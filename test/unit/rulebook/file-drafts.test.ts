import { describe, expect, it } from 'vitest';
import type { StoredDraft } from '../../../pipeline/rulebook/drafts.ts';
import type { DraftInput, Rulebook } from '../../../pipeline/rulebook/rulebook.ts';
import type { Edit } from '../../../rules/edit.ts';
import { withRulebook } from '../../support/open-rulebook.ts';
import { GOOD_RULES } from '../../support/rule-folder.ts';

const refOf = ({ draft, row }: StoredDraft) => ({ draftId: draft.draftId, row });
const shipped = (path: string) => GOOD_RULES[path] ?? '';
const file = (path: string, text: string | null): Edit => ({ kind: 'file', path, text, base: null });
const scoring = (old: string, next: string) =>
  file('scoring.yaml', shipped('scoring.yaml').replace(old, next).replace('on: 2026-01-01', 'on: 2026-03-02'));
const estates = (entries: string) => file('lexicon/estates.yaml', `name: 小区\nentries: ${entries}\n`);
const input = (...edits: Edit[]): DraftInput => ({ title: '调整', reason: '会议定的', edits });
const codes = (found: readonly { code: string }[]) => found.map(({ code }) => code);

async function proposed(rulebook: Rulebook, ...edits: Edit[]): Promise<StoredDraft> {
  return rulebook.propose('wang', refOf(await rulebook.save('wang', input(...edits), null)));
}
async function publish(rulebook: Rulebook, ...edits: Edit[]) {
  return rulebook.publish('li', refOf(await proposed(rulebook, ...edits)), '同意');
}

describe('a draft of a file', () => {
  it.each([
    [
      'scoring',
      scoring('红: 80', '红: 70'),
      (set: { scoring: { levels: { 红: number } } }) => set.scoring.levels.红,
      80,
      70,
    ],
    [
      'routing',
      file(
        'routing.yaml',
        shipped('routing.yaml').replaceAll('lead: 质监站', 'lead: 人事科').replace('on: 2026-01-01', 'on: 2026-03-02'),
      ),
      (set: { routing: { root: { branches: { lead?: string | undefined }[] } } }) => set.routing.root.branches[0]?.lead,
      '质监站',
      '人事科',
    ],
    [
      'a list',
      estates('[阳光花园, 新苑]'),
      (set: { lexicon: ReadonlyMap<string, { entries: { name: string }[] }> }) =>
        set.lexicon
          .get('小区')
          ?.entries.map(({ name }) => name)
          .join(),
      '阳光花园,湖西雅居',
      '阳光花园,新苑',
    ],
  ] as const)('goes the way of every change: %s', async (_, edit, read, before, after) =>
    withRulebook(async ({ rulebook, inForce, open, versions }) => {
      const other = await open();
      expect(read(inForce.current())).toBe(before);
      const first = inForce.current().version;
      const draft = await proposed(rulebook, edit);
      expect(read(inForce.current())).toBe(before);
      expect((await rulebook.check(draft.draft)).filter(({ severity }) => severity === 'error')).toEqual([]);
      await expect(rulebook.publish('wang', refOf(draft), '')).rejects.toThrow('另一人');
      const version = await rulebook.publish('li', refOf(draft), '');
      expect(read(inForce.current())).toBe(after);
      expect(inForce.current().version).toBe(version.version);
      expect(version.changes).toHaveLength(1);
      await other.inForce.refresh();
      expect(read(other.inForce.current())).toBe(after);
      await rulebook.rollBack('li', 0, '不合适');
      expect(read(inForce.current())).toBe(before);
      expect(inForce.current().version).toBe(first);
      expect((await versions.list()).map(({ number }) => number)).toEqual([2, 1]);
    }),
  );

  it('is told every mistake with line and column, and cannot be proposed', () =>
    withRulebook(async ({ rulebook, inForce }) => {
      const text = shipped('routing.yaml').replace('lead: 质监站\ncases', 'lead: 质检站\n      colour: red\ncases');
      const saved = await rulebook.save('wang', input(file('routing.yaml', text), estates('[]')), null);
      const found = await rulebook.check(saved.draft);
      const placed = found
        .filter(({ severity }) => severity === 'error')
        .map(({ path, line, column, code }) => `${path}:${line}:${column} ${code}`);
      expect(placed).toEqual(
        expect.arrayContaining(['routing.yaml:14:7 unknown-key', 'lexicon/estates.yaml:2:10 bad-value']),
      );
      await expect(rulebook.propose('wang', refOf(saved))).rejects.toThrow(/routing\.yaml:14:7/);
      const broken = await rulebook.save('wang', input(file('scoring.yaml', 'levels: [')), null);
      expect(codes(await rulebook.check(broken.draft))).toContain('bad-yaml');
      expect(inForce.number()).toBe(0);
    }));

  it('may bring a new list that a rule of the same draft uses, and both go back together', () =>
    withRulebook(async ({ rulebook, inForce }) => {
      const list = file('lexicon/markets.yaml', 'name: 市场\nentries: [东关大集]\n');
      const rule = { id: 'quality.market', name: '集市', expression: '漏水 + @市场', severity: 5 };
      const samples = { hit: ['东关大集漏水'], miss: ['漏水'] };
      await publish(rulebook, list, { kind: 'add', pack: 'quality', rule: { ...rule, samples } });
      expect(inForce.current().lexicon.get('市场')?.entries).toHaveLength(1);
      await expect(publish(rulebook, file('lexicon/markets.yaml', null))).rejects.toThrow(/unknown-list/);
      await rulebook.rollBack('li', 0, '不要了');
      expect(inForce.current().lexicon.has('市场')).toBe(false);
    }));

  it('reminds of the decision that weights stand under', () =>
    withRulebook(async ({ rulebook }) => {
      const changed = file('scoring.yaml', shipped('scoring.yaml').replace('红: 80', '红: 70'));
      const { draft } = await rulebook.save('wang', input(changed), null);
      expect(await rulebook.check(draft)).toMatchObject([{ code: 'decision-left', severity: 'warning', line: 1 }]);
    }));

  it('cannot reach files beside the rules', () =>
    withRulebook(async ({ rulebook }) => {
      const { edit } = await import('../../../rules/edit.ts');
      for (const path of [
        '../x.yaml',
        'packs/quality.yaml',
        'lexicon/../scoring.yaml',
        'lexicon/.a.yaml',
        'learned.yaml',
        'lexicon/a\\b.yaml',
        'lexicon/segmentation.txt',
        '/etc/a.yaml',
      ]) {
        expect(edit.safeParse(file(path, 'x')).success, path).toBe(false);
      }
      await expect(rulebook.save('wang', input(estates('[a]'), estates('[b]')), null)).rejects.toThrow('改了两次');
    }));
});

describe('two drafts of one file', () => {
  it('are merged line by line when the second is renewed', () =>
    withRulebook(async ({ rulebook, inForce }) => {
      const stricter = shipped('scoring.yaml').replace('official: -20', 'official: -25');
      const second = await proposed(rulebook, file('scoring.yaml', stricter));
      await publish(rulebook, scoring('红: 80', '红: 70'));
      await expect(rulebook.publish('li', refOf(second), '')).rejects.toThrow(/scoring\.yaml.*已被改动/);
      const renewed = await rulebook.rebase('wang', refOf(second));
      expect(rulebook.stale(renewed.draft)).toEqual([]);
      await rulebook.publish('li', refOf(await rulebook.propose('wang', refOf(renewed))), '');
      expect(inForce.current().scoring).toMatchObject({ official: -25, levels: { 红: 70 } });
    }));

  it('leave the choice to a person where both changed the same line', () =>
    withRulebook(async ({ rulebook, inForce }) => {
      const second = await proposed(rulebook, scoring('红: 80', '红: 75'));
      await publish(rulebook, scoring('红: 80', '红: 70'));
      const renewed = await rulebook.rebase('wang', refOf(second));
      expect(codes(await rulebook.check(renewed.draft))).toContain('unmerged');
      await expect(rulebook.propose('wang', refOf(renewed))).rejects.toThrow(/同样几行/);
      const settled = await rulebook.save('wang', input(scoring('红: 80', '红: 75')), refOf(renewed));
      await rulebook.publish('li', refOf(await rulebook.propose('wang', refOf(settled))), '');
      expect(inForce.current().scoring.levels.红).toBe(75);
    }));
});

describe('a published file', () => {
  it('stays when an upgrade changes the shipped one below it, and says so', () =>
    withRulebook(async ({ rulebook, change, open }) => {
      await publish(rulebook, scoring('红: 80', '红: 70'));
      await change('scoring.yaml', shipped('scoring.yaml').replace('official: -20', 'official: -30'));
      const upgraded = await open();
      expect(upgraded.inForce.current().scoring).toMatchObject({ official: -20, levels: { 红: 70 } });
      expect(upgraded.inForce.current().files.get('scoring.yaml')?.shipped).toContain('official: -30');
      const other = estates('[阳光花园, 新苑]');
      const { draft } = await upgraded.rulebook.save('wang', input(other), null);
      expect(await upgraded.rulebook.check(draft)).toEqual([]);
      await publish(upgraded.rulebook, file('scoring.yaml', null));
      expect(upgraded.inForce.current().scoring).toMatchObject({ official: -30, levels: { 红: 80 } });
    }));
});
