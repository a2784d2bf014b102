import { describe, expect, it } from 'vitest';
import { type Edit, edit, mergeEdits } from '../../../rules/edit.ts';
import { loadRules, readRules } from '../../../rules/load.ts';
import { overlayVersion, placeEdit } from '../../../rules/overlay.ts';
import { withRuleFolder } from '../../support/rule-folder.ts';

const parsed = (...edits: unknown[]): Edit[] => edits.map((one) => edit.parse(one));
const place = (edits: readonly Edit[]) => edits.map((one, index) => placeEdit(one, `修改 ${index + 1}`));

const RULE = { id: 'quality.dust', name: '扬尘', expression: '扬尘', severity: 5 };
const ADD = { kind: 'add', pack: 'quality', rule: RULE };
const REPLACE = { kind: 'replace', pack: 'quality', rule: { ...RULE, id: 'quality.leak', expression: '漏水' } };
const RETIRE = { kind: 'retire', pack: 'quality', id: 'quality.leak', reason: '并入扬尘' };

const read = (...edits: unknown[]) => withRuleFolder({}, (dir) => readRules(dir, place(parsed(...edits))));

describe('edits laid over a folder', () => {
  it('add, replace and retire rules; the folder stays as it is', async () => {
    await withRuleFolder({}, async (dir) => {
      const base = await loadRules(dir);
      const set = await loadRules(dir, place(parsed(ADD, REPLACE)));
      expect(set.rules.map(({ id, expression }) => [id, expression])).toEqual([
        ['quality.leak', '漏水'],
        ['quality.dust', '扬尘'],
      ]);
      const retired = await loadRules(dir, place(parsed(ADD, RETIRE)));
      expect(retired.rules.map(({ id }) => id)).toEqual(['quality.dust']);
      expect(retired.packs[0]?.rules[0]).toMatchObject({ id: 'quality.leak', retired: '并入扬尘' });
      expect((await loadRules(dir)).version).toBe(base.version);
      expect(new Set([base.version, set.version, retired.version]).size).toBe(3);
    });
  });

  it('open a new pack', async () => {
    const pack = { id: 'noise', name: '噪声', role: 'topic', topic: '噪声', owner: '质监站' };
    const { set, diagnostics } = await read(
      { kind: 'add-pack', pack },
      { ...ADD, pack: 'noise', rule: { ...RULE, id: 'noise.site' } },
    );
    expect(diagnostics).toEqual([]);
    expect(set?.rules.at(-1)).toMatchObject({ id: 'noise.site', pack: 'noise', topic: '噪声' });
  });

  it('point at mistakes in the text of the edit, and at others in their file', async () => {
    const wrong = { ...REPLACE, rule: { ...REPLACE.rule, expression: '(漏水 | 渗水', severity: -3 } };
    const { set, diagnostics } = await read(ADD, wrong);
    expect(set).toBeNull();
    expect(diagnostics).toMatchObject([
      { path: '修改 2', line: 3, column: 13, code: 'unclosed-bracket' },
      { path: '修改 2', line: 4, code: 'bad-severity' },
    ]);
  });

  it('name an unknown pack and a rule that is not there to retire', async () => {
    const { diagnostics } = await read({ ...ADD, pack: 'qualit' }, { ...RETIRE, id: 'quality.gone' });
    expect(diagnostics).toMatchObject([
      { path: '修改 1', code: 'unknown-pack', severity: 'error', hint: '是不是“quality”？' },
      { path: '修改 2', code: 'unknown-rule', severity: 'warning' },
    ]);
  });

  it('refuse an id that another pack uses', async () => {
    const pack = { id: 'noise', name: '噪声', role: 'harm' };
    const { diagnostics } = await read({ kind: 'add-pack', pack }, { ...REPLACE, kind: 'add', pack: 'noise' });
    expect(diagnostics).toMatchObject([{ code: 'duplicate-id', path: '修改 2' }]);
  });

  it('go on working over a folder that has moved on', async () => {
    const { set, diagnostics } = await read({ ...REPLACE, kind: 'add' }, { ...ADD, kind: 'replace' });
    expect(diagnostics).toEqual([]);
    expect(set?.rules.map(({ id }) => id)).toEqual(['quality.leak', 'quality.dust']);
  });
});

describe('merging edits', () => {
  it('keeps the last word on each rule', () => {
    const [add, replace, retire] = parsed(
      ADD,
      { ...REPLACE, rule: { ...RULE, expression: '扬尘 | 灰' } },
      {
        ...RETIRE,
        id: RULE.id,
      },
    );
    expect(mergeEdits([add!], [replace!])).toMatchObject([{ kind: 'add', rule: { expression: '扬尘 | 灰' } }]);
    expect(mergeEdits([add!], [replace!, retire!])).toMatchObject([
      { kind: 'add', rule: { expression: '扬尘 | 灰', retired: '并入扬尘' } },
    ]);
  });

  it('gives a version that depends on what the rules are, not on the way there', () => {
    const [add, replace, retire] = parsed(ADD, REPLACE, RETIRE);
    expect(overlayVersion('base', [])).toBe('base');
    expect(overlayVersion('base', [add!, replace!])).toBe(overlayVersion('base', [replace!, add!]));
    expect(overlayVersion('base', [retire!, add!, replace!])).toBe(overlayVersion('base', [replace!, add!]));
    expect(overlayVersion('base', [add!])).not.toBe(overlayVersion('other', [add!]));
  });
});
