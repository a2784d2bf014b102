import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { applyCaseAction } from '../../../pipeline/case/apply-case-action.ts';
import { CASE_REFUSALS } from '../../../pipeline/case/refusal.ts';
import type { CaseActionKind } from '../../../pipeline/model/case-action.ts';
import { caseActionOf, DRAFT, PEOPLE, type PersonName, sampleGround, startCase } from '../../support/cases.ts';

it('every refusal has a test that names it', () => {
  const folder = new URL('.', import.meta.url);
  const tests = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
  const unnamed = CASE_REFUSALS.filter((name) => !tests.some((text) => text.includes(`'${name}'`)));
  expect(unnamed).toEqual([]);
});

it('an action on a case that is not there is refused, and on record', () => {
  const { result, audit, cases } = applyCaseAction(null, null, caseActionOf('accept', PEOPLE.quality, {}));
  expect(result).toMatchObject({ state: 'refused', refusal: 'no-such-case' });
  expect(audit).toMatchObject([{ action: 'case.accept.refused', actor: '质监联络', object: 'c_1' }]);
  expect(cases).toEqual([]);
});

it('the wrong department is told who may', () => {
  const flow = startCase().to('graded');
  const { result } = flow.send(caseActionOf('accept', PEOPLE.property, {}));
  expect(result).toMatchObject({
    refusal: 'not-entitled',
    problem: '“接办”由牵头的质监站办理；您是物业科的联络员',
  });
  expect(flow.send(caseActionOf('raise', PEOPLE.admin, { ground: sampleGround() })).result.problem).toContain(
    '系统自动',
  );
});

it('a state that does not fit is told, with the one that does', () => {
  const { result } = startCase().send(caseActionOf('publish', PEOPLE.quality, PUBLISHED));
  expect(result).toMatchObject({ refusal: 'wrong-state' });
  expect(result.problem).toBe('个案现在是“待研判”，“登记发布”要在“待审签”时办理');
});

it('a closed case takes nothing but comments and being opened again', () => {
  const flow = startCase().to('archived');
  const tried = (Object.keys(TRIED) as CaseActionKind[]).map((kind) => {
    const [by, more] = TRIED[kind] ?? ['hr', {}];
    return [kind, flow.refusal(kind, by, more as never)];
  });
  expect(Object.fromEntries(tried)).toEqual(Object.fromEntries(Object.keys(TRIED).map((kind) => [kind, 'archived'])));
});

it('nothing else is done while a second person is awaited', () => {
  const flow = startCase({ level: '橙' }).to('graded').do('false-alarm', 'hr', {});
  expect(flow.refusal('accept', 'quality', {})).toBe('awaits-second-person');
  expect(flow.refusal('hand-back', 'quality', {})).toBe('awaits-second-person');
  expect(flow.refusal('grade', 'hr', { grade: '特别重大' })).toBe('awaits-second-person');
  expect(flow.do('comment', 'quality', {}).now.pending).not.toBeNull();
});

it('the small ones', () => {
  const flow = startCase().to('graded');
  expect(flow.refusal('grade', 'hr', { grade: '较大' })).toBe('same-grade');
  expect(flow.refusal('assign', 'hr', { lead: '质监站', co: ['物业科'] })).toBe('no-change');
  expect(flow.refusal('confirm', 'chief', {})).toBe('nothing-pending');
  expect(flow.refusal('comment', 'hr', { reason: '  ' })).toBe('needs-reason');
  flow.to('handling');
  expect(flow.refusal('withdraw', 'quality', {})).toBe('wrong-state');
  const signed = startCase().to('signing');
  for (const [by, post] of SIGNERS) signed.do('sign', by, { post });
  expect(signed.refusal('sign', 'chief2', { post: '局领导:分管领导' })).toBe('no-sheet');
  expect(signed.refusal('return', 'chief', {})).toBe('no-sheet');
});

it('the second writer is told what the first one did, unless it does not stand in the way', () => {
  const flow = startCase().to('graded');
  const seen = flow.now.version;
  flow.do('accept', 'quality', {});
  const late = flow.send(caseActionOf('assign', PEOPLE.hr, { lead: '物业科', co: [], expectedVersion: seen }));
  expect(late.result).toMatchObject({ state: 'refused', refusal: 'changed-meanwhile' });
  expect(late.result.problem).toMatch(/\d\d:\d\d 质监联络（质监站）接办/);
  expect(flow.refusal('draft', 'quality', { ...DRAFT, expectedVersion: 99 })).toBe('changed-meanwhile');

  const now = flow.now.version;
  flow.do('comment', 'hr', {});
  expect(flow.refusal('draft', 'quality', { ...DRAFT, expectedVersion: now })).toBeNull();
  const shown = flow.now.version;
  flow.do('sign', 'newsHead', { post: '新闻中心:科室负责人', expectedVersion: shown });
  expect(flow.refusal('sign', 'qualityHead', { post: '质监站:科室负责人', expectedVersion: shown })).toBeNull();
  expect(flow.refusal('return', 'chief', { expectedVersion: shown })).toBe('changed-meanwhile');
});

const PUBLISHED = { where: '局门户网站', url: null, publishedAt: '2026-03-02T09:00:00+08:00' };
const SIGNERS: readonly (readonly [PersonName, string])[] = [
  ['qualityHead', '质监站:科室负责人'],
  ['newsHead', '新闻中心:科室负责人'],
  ['chief', '局领导:分管领导'],
];
const TRIED: Partial<Record<CaseActionKind, readonly [PersonName, object]>> = {
  grade: ['hr', { grade: '重大' }],
  accept: ['quality', {}],
  'hand-back': ['quality', {}],
  object: ['property', {}],
  assign: ['hr', { lead: '物业科', co: [] }],
  draft: ['quality', DRAFT],
  sign: ['chief', { post: '局领导:分管领导' }],
  return: ['chief', {}],
  withdraw: ['quality', {}],
  publish: ['quality', PUBLISHED],
  'confirm-response': ['quality', { responseId: 'p_1' }],
  continue: ['hr', {}],
  'await-evaluation': ['hr', {}],
  evaluate: ['hr', { verdict: '有效' }],
  archive: ['hr', {}],
  'false-alarm': ['hr', {}],
  merge: ['hr', { intoCaseId: 'c_2' }],
  confirm: ['chief', {}],
  decline: ['chief', {}],
};
