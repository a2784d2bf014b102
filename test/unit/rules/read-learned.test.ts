import { describe, expect, it } from 'vitest';
import { readRules } from '../../../rules/load.ts';
import { placeEdit } from '../../../rules/overlay.ts';
import { type LearnedSpec, learnedSpec } from '../../../rules/schema.ts';
import { withRuleFolder } from '../../support/rule-folder.ts';

const MODEL: LearnedSpec = learnedSpec.parse({
  format: 1,
  inUse: false,
  trained: {
    by: '李',
    on: '2026-03-01',
    from: '测试',
    examples: 60,
    ours: 30,
    fingerprint: '0'.repeat(64),
    rules: 'v1',
  },
  crossValidated: { folds: 5, f1: 0.8, low: 0.7, high: 0.9, precision: 0.8, recall: 0.8, rulesAlone: 0.7 },
  bias: -0.1,
  words: { 物业: 0.5 },
});
const FILE = JSON.stringify(MODEL);

describe('learned.yaml', () => {
  it('is not needed', () =>
    withRuleFolder({}, async (dir) => {
      const { set, diagnostics } = await readRules(dir);
      expect(set?.learned).toEqual({ model: null, problem: null });
      expect(diagnostics).toEqual([]);
    }));

  it('is read, and part of the version', () =>
    withRuleFolder({}, async (plain) =>
      withRuleFolder({ 'learned.yaml': FILE }, async (dir) => {
        const { set } = await readRules(dir);
        expect(set?.learned).toEqual({ model: MODEL, problem: null });
        expect(set?.version).not.toBe((await readRules(plain)).set?.version);
      }),
    ));

  it.each([
    ['words: ['],
    ['format: 2\n'],
    [''],
    ['x'.repeat(5_000_001)],
    [FILE.replace('0.5', '"0.5"')],
    [FILE.replace('"bias":-0.1', '"bias":-100')],
  ])('that cannot be used is a warning with its place, and the rules load without it: %#', (text) =>
    withRuleFolder({ 'learned.yaml': text }, async (dir) => {
      const { set, diagnostics } = await readRules(dir);
      expect(diagnostics.length).toBeGreaterThan(0);
      for (const { severity, path } of diagnostics) {
        expect(severity).toBe('warning');
        expect(path).toMatch(/learned\.yaml$/);
      }
      expect(set?.learned.model).toBeNull();
      expect(set?.learned.problem).toContain('学习所得没有启用');
      expect(set?.rules.length).toBeGreaterThan(0);
    }),
  );

  it('gives way to what was published, also where that puts it out of use', () =>
    withRuleFolder({ 'learned.yaml': FILE }, async (dir) => {
      const published: LearnedSpec = { ...MODEL, inUse: true, words: { 电梯: 1 } };
      const inForce = async (...models: (LearnedSpec | null)[]) =>
        (
          await readRules(
            dir,
            models.map((model) => placeEdit({ kind: 'learned', model }, '学习所得')),
          )
        ).set;
      expect((await inForce(published))?.learned.model).toEqual(published);
      expect((await inForce(published, null))?.learned.model).toBeNull();
      expect((await inForce(published))?.version).not.toBe((await inForce(null))?.version);
    }));
});
