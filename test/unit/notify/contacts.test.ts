import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../../pipeline/errors.ts';
import { parseContacts, readContacts } from '../../../pipeline/notify/contacts.ts';

const KNOWN = new Set(['质监站:联络员', '质监站:科室负责人', '人事科:联络员']);
const at = (text: string) => Date.parse(`${text}+08:00`);

const BOOK = `
people:
  - {name: 王五, email: wang@example.gov.cn, mobile: "13800000000"}
  - {name: 赵六, mobile: "13900000000"}
  - {name: 孙七}
roster:
  质监站:联络员:
    - {person: 王五, from: 2026-03-02, until: 2026-03-08, deputy: 孙七}
    - 赵六
  人事科:联络员: []
away:
  - {person: 王五, from: 2026-03-05, until: 2026-03-05}
`;

describe('the address book', () => {
  const book = parseContacts('contacts.yaml', BOOK, KNOWN);
  const names = (receiver: string, when: string) => book.onDuty(receiver, at(when))?.map(({ name }) => name) ?? null;

  it.each([
    ['before the turn', '2026-03-01T23:59:59', ['赵六']],
    ['on its first second', '2026-03-02T00:00:00', ['王五']],
    ['on its last', '2026-03-08T23:59:59', ['王五']],
    ['after it', '2026-03-09T00:00:00', ['赵六']],
    ['while the person is away', '2026-03-05T12:00:00', ['孙七']],
  ])('%s', (_, when, expected) => {
    expect(names('质监站:联络员', when)).toEqual(expected);
  });

  it('knows an empty slot from an unknown receiver', () => {
    expect(names('人事科:联络员', '2026-03-02T09:00:00')).toEqual([]);
    expect(names('质监站:科室负责人', '2026-03-02T09:00:00')).toBeNull();
    expect(names('toString', '2026-03-02T09:00:00')).toBeNull();
  });

  it('tells every mistake with its place', () => {
    const wrong = `people:
  - {name: 王五}
  - {name: 王五}
roster:
  质监站:联洛员: [王五]
  人事科:联络员: [王武, {person: 王五, from: 2026-03-02, until: 2026-03-03, deputy: 李四}]
`;
    const error = caught(() => parseContacts('contacts.yaml', wrong, KNOWN));
    expect(error).toBeInstanceOf(ConfigError);
    const issues = error instanceof ConfigError ? error.issues : [];
    expect(issues.map(({ where }) => where.split(':')[1])).toEqual(['3', '5', '6', '6']);
    expect(issues[1]?.hint).toContain('质监站:联络员');
    expect(issues[2]?.hint).toContain('王五');
  });

  it.each([
    [
      'a number that YAML made of a telephone number',
      'people: [{name: 王五, mobile: 13800000000}]\nroster: {}',
      '2:1|1:',
    ],
    [
      'turned dates',
      'people: [{name: 王五}]\nroster: {"质监站:联络员": [{person: 王五, from: 2026-03-09, until: 2026-03-02}]}',
      '2:',
    ],
    ['no YAML', 'people: [', '1:'],
    ['another file', '- a\n- b', '1:'],
  ])('%s is told', (_, text, place) => {
    const error = caught(() => parseContacts('contacts.yaml', text, KNOWN));
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toMatch(new RegExp(`contacts\\.yaml:(${place})`));
  });

  it('a file that is not there is told by its name', () => {
    expect(String(caught(() => readContacts('/nowhere/contacts.yaml', KNOWN)))).toContain('/nowhere/contacts.yaml');
  });
});

function caught(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return null;
}
