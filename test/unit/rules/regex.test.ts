import { describe, expect, it } from 'vitest';
import { compileRegex } from '../../../rules/compile/regex.ts';

const compiled = (source: string) => compileRegex(source, (text) => text);

describe('patterns', () => {
  it('gives up looking for more where each look goes to the end of a long text', () => {
    const find = compiled('.*$z|a');
    if (typeof find !== 'function') throw new Error(find.problem);
    expect(find('a'.repeat(1200), 1000)).toHaveLength(1000);
    const found = find('a'.repeat(60_000), 1000).length;
    expect(found).toBeGreaterThanOrEqual(100);
    expect(found).toBeLessThan(500);
  });

  it.each([
    ['(.{100}){9}.{200}', '太大'],
    ['(a{1000}){1000}', '重复次数'],
    ['[漏', '方括号'],
    ['(漏', '圆括号'],
    ['漏)', '圆括号'],
    ['+漏', '没有可重复的内容'],
    ['漏**', '连着写'],
    ['\\p{Foo}', '名字不对'],
    ['漏\\', '反斜杠'],
    ['(?=漏)', '不支持'],
    ['(?<!漏)水', '不支持'],
    ['(漏)\\1', '反斜杠'],
    ['漏*', '空文字'],
  ])('refuses %j in words', (source, problem) => {
    const refused = compiled(source);
    if (typeof refused === 'function') throw new Error('compiled');
    expect(refused.problem).toContain(problem);
    expect(refused.problem).not.toMatch(/error|pars/);
  });
});
