import { describe, expect, it } from 'vitest';
import { applyCaseAction } from '../../../pipeline/case/apply-case-action.ts';
import { caseActionOf, DRAFT, PEOPLE, RESPOND_CLOCK, sampleGround, signAll, startCase } from '../../support/cases.ts';
import { at } from '../../support/engine-samples.ts';

const FOUND = {
  responseId: 'p_1',
  text: '已责成物业维修',
  where: '领导留言板',
  url: 'https://board.example/1',
  publishedAt: at(30),
  why: ['答复的是本案帖文“车库漏水”'],
};

describe('the way of a case', () => {
  it('goes from 待研判 to 已归档 and tells each step', () => {
    const flow = startCase().to('archived');
    expect(flow.now.log.map(({ action, from, to }) => [action, from, to])).toEqual([
      ['open', null, 'assessing'],
      ['grade', 'assessing', 'graded'],
      ['accept', 'graded', 'handling'],
      ['draft', 'handling', 'signing'],
      ['sign', 'signing', 'signing'],
      ['sign', 'signing', 'signing'],
      ['sign', 'signing', 'signing'],
      ['publish', 'signing', 'responded'],
      ['await-evaluation', 'responded', 'evaluating'],
      ['evaluate', 'evaluating', 'evaluating'],
      ['archive', 'evaluating', 'archived'],
    ]);
    expect(flow.now).toMatchObject({ ending: 'done', version: 11, desks: [], dueAt: null });
    expect(flow.now.log.map(({ version }) => version)).toEqual(Array.from({ length: 11 }, (_, i) => i + 1));
  });

  it('waits for posts: whose turn it is is on the case', () => {
    const flow = startCase();
    expect(flow.now.desks).toEqual(['统筹']);
    expect(flow.to('graded').now.desks).toEqual(['质监站:联络员', '质监站:科室负责人']);
    expect(flow.to('signing').now.desks).toEqual(['质监站:科室负责人', '新闻中心:科室负责人']);
    flow.do('sign', 'newsHead', { post: '新闻中心:科室负责人' });
    expect(flow.now.desks).toEqual(['质监站:科室负责人']);
    flow.do('sign', 'qualityHead', { post: '质监站:科室负责人' });
    expect(flow.now.desks).toEqual(['局领导:分管领导']);
  });

  it('is opened by a person too, not by a department', () => {
    const opening = { ground: sampleGround() };
    expect(() => startCase().do('open', 'duty', opening)).toThrow('already-open');
    expect(startCase().refusal('open', 'property', opening)).toBe('already-open');
  });
});

describe('clocks', () => {
  it('count towards the first response and then no more', () => {
    const flow = startCase();
    expect(flow.now.dueAt).toBe(RESPOND_CLOCK.dueAt);
    expect(flow.to('signing').now.dueAt).toBe(RESPOND_CLOCK.dueAt);
    expect(flow.to('responded').now).toMatchObject({
      ...{ dueAt: null, deadlines: [{ dueAt: RESPOND_CLOCK.dueAt, ended: { why: '已回应' } }] },
    });
  });

  it('of 5 and 24 hours begin with grading as 重大', () => {
    const flow = startCase().do('grade', 'hr', { grade: '特别重大' });
    const graded = Date.parse(flow.now.updatedAt);
    const own = flow.now.deadlines.filter(({ anchor }) => anchor === 'graded');
    expect(own.map(({ kind, dueAt }) => [kind, (Date.parse(dueAt ?? '') - graded) / 3_600_000])).toEqual([
      ['publish', 5],
      ['press-conference', 24],
    ]);
    expect(own[0]?.document).toBe('国办发〔2016〕80号');
    expect(flow.now.dueAt).toBe(own[0]?.dueAt);
  });

  it('of a red alert that are only proposed lapse when a person grades lower, and stay on record', () => {
    const publish = { ...RESPOND_CLOCK, kind: 'publish', dueAt: at(5 * 60) } as const;
    const flow = startCase({ level: '红', deadlines: [publish, RESPOND_CLOCK] });
    expect(flow.now.dueAt).toBe(publish.dueAt);
    flow.do('grade', 'hr', { grade: '一般' }).do('confirm', 'chief', {});
    expect(flow.now.dueAt).toBe(RESPOND_CLOCK.dueAt);
    expect(flow.now.deadlines).toHaveLength(2);
  });

  it('are moved neither by a hand-back nor by another department', () => {
    const flow = startCase().to('handling');
    const before = [flow.now.deadlines, flow.now.dueAt];
    flow.do('hand-back', 'quality', {}).do('assign', 'hr', { lead: '物业科', co: [] });
    expect([flow.now.deadlines, flow.now.dueAt]).toEqual(before);
  });
});

describe('four eyes', () => {
  it('lowering a grade holds only once somebody else with the right has agreed', () => {
    const flow = startCase().do('grade', 'hr', { grade: '重大' }).do('grade', 'hrHead', { grade: '一般' });
    expect(flow.now).toMatchObject({ grade: '重大', pending: { kind: 'lower-grade', grade: '一般' } });
    expect(flow.now.desks).toEqual(['统筹负责人', '局领导:分管领导']);
    expect(flow.refusal('confirm', 'hrHead', {})).toBe('same-person');
    expect(flow.refusal('confirm', 'qualityHead', {})).toBe('not-entitled');
    expect(flow.do('confirm', 'officeHead', {}).now).toMatchObject({ grade: '一般', pending: null });
  });

  it('grading below what the level suggests is lowering; raising needs nobody else', () => {
    const red = startCase({ level: '红' }).do('grade', 'duty', { grade: '较大' });
    expect(red.now).toMatchObject({ state: 'assessing', grade: null });
    expect(red.do('confirm', 'chief', {}).now).toMatchObject({ state: 'graded', grade: '较大' });
    expect(startCase({ level: '红' }).do('grade', 'duty', { grade: '特别重大' }).now.grade).toBe('特别重大');
  });

  it.each([
    ['archive', '橙', '较大'],
    ['archive', '蓝', '重大'],
    ['false-alarm', '红', '重大'],
    ['false-alarm', '黄', '特别重大'],
  ] as const)('%s at %s, graded %s, takes two', (kind, level, grade) => {
    const flow = startCase({ level }).do('grade', 'hr', { grade });
    if (kind === 'archive') flow.to('evaluating').do('evaluate', 'news', { verdict: '部分有效' });
    flow.do(kind, 'hr', {});
    expect(flow.now.state).not.toBe('archived');
    expect(flow.refusal('confirm', 'hr', {})).toBe('not-entitled');
    expect(flow.do('confirm', 'chief', {}).now).toMatchObject({
      state: 'archived',
      ending: kind === 'archive' ? 'done' : 'false-alarm',
    });
  });

  it('whoever asked may take it back, the second person may say no with a reason', () => {
    const flow = startCase({ level: '橙' }).do('false-alarm', 'duty', {});
    expect(flow.do('decline', 'duty', { reason: null }).now.pending).toBeNull();
    flow.do('false-alarm', 'duty', {});
    expect(flow.refusal('decline', 'chief', { reason: ' ' })).toBe('needs-reason');
    expect(flow.do('decline', 'chief', {}).now).toMatchObject({ state: 'assessing', pending: null });
  });

  it('a graver alert makes void what was asked for on lesser grounds', () => {
    const flow = startCase({ level: '橙' }).do('false-alarm', 'duty', {});
    flow.do('raise', 'system', { ground: sampleGround({ level: '红', alertId: 'a_2' }) });
    expect(flow.now).toMatchObject({ level: '红', pending: null, state: 'assessing' });
    expect(flow.now.log.at(-1)?.details.join()).toContain('作废');
  });
});

describe('who has the case', () => {
  it('is handed back, given to another department, and begins there anew', () => {
    const flow = startCase().to('handling').do('hand-back', 'quality', { reason: '属物业服务' });
    expect(flow.now).toMatchObject({
      state: 'graded',
      desks: ['统筹'],
      dispute: { kind: 'hand-back', arbiter: false },
    });
    expect(flow.refusal('draft', 'quality', DRAFT)).toBe('wrong-state');
    expect(flow.refusal('grade', 'hr', { grade: '重大' })).toBe('disputed');
    flow.do('assign', 'hr', { lead: '物业科', co: ['质监站', '物业科'] });
    expect(flow.now).toMatchObject({ lead: '物业科', co: ['质监站'], state: 'graded', dispute: null });
    expect(flow.refusal('accept', 'quality', {})).toBe('not-entitled');
    expect(flow.do('accept', 'propertyHead', {}).now.state).toBe('handling');
  });

  it('goes to the leaders after two rounds, and then for good', () => {
    const flow = startCase().to('graded');
    flow.do('hand-back', 'quality', {}).do('assign', 'hr', { lead: '物业科', co: ['质监站'] });
    flow.do('object', 'property', {}).do('assign', 'duty', { lead: '物业科', co: ['质监站'] });
    flow.do('object', 'quality', {});
    expect(flow.now).toMatchObject({ disputes: 3, dispute: { arbiter: true }, desks: ['局领导:分管领导'] });
    expect(flow.refusal('assign', 'hrHead', { lead: '物业科', co: [] })).toBe('needs-arbiter');
    flow.do('assign', 'chief', { lead: '质监站', co: ['物业科'] });
    expect(flow.now).toMatchObject({ lead: '质监站', settled: true, dispute: null });
    expect(flow.refusal('hand-back', 'quality', {})).toBe('settled');
    expect(flow.refusal('assign', 'hr', { lead: '物业科', co: [] })).toBe('settled');
    expect(flow.do('accept', 'quality', {}).now.state).toBe('handling');
  });

  it('a department that changes its mind takes the case after all', () => {
    const flow = startCase().to('graded').do('hand-back', 'quality', {}).do('accept', 'qualityHead', {});
    expect(flow.now).toMatchObject({ state: 'handling', dispute: null, disputes: 1 });
  });
});

describe('the sheet', () => {
  it('is signed side by side, the leader last; the response keeps text, place, time and signatures', () => {
    const flow = startCase()
      .to('handling')
      .do('draft', 'news', { ...DRAFT, countersign: ['物业科', '质监站'] });
    expect(flow.now.sheets[0]?.slots.map(({ post, stage }) => [post, stage])).toEqual([
      ['质监站:科室负责人', 1],
      ['物业科:科室负责人', 1],
      ['新闻中心:科室负责人', 1],
      ['局领导:分管领导', 2],
    ]);
    expect(flow.refusal('sign', 'chief', { post: '局领导:分管领导' })).toBe('not-yet-your-turn');
    flow.do('sign', 'propertyHead', { post: '物业科:科室负责人', reason: '同意，注意口径' });
    expect(flow.refusal('publish', 'news', { where: '网站', url: null, publishedAt: at(0) })).toBe(
      'sheet-not-approved',
    );
    signAll(flow);
    expect(flow.now.sheets[0]?.state).toBe('approved');
    flow.do('publish', 'news', { where: '局门户网站', url: 'https://example.gov.cn/9', publishedAt: at(1) });
    expect(flow.now.responses).toMatchObject([
      { text: DRAFT.text, where: '局门户网站', url: 'https://example.gov.cn/9', publishedAt: at(1), sheetNo: 1 },
    ]);
    expect(flow.now.responses[0]?.signatures.map(({ name }) => name)).toEqual([
      '质监站长',
      '物业科长',
      '新闻主任',
      '分管局长',
    ]);
    expect(flow.now.responses[0]?.signatures[1]?.opinion).toBe('同意，注意口径');
  });

  it('is sent back with a reason, and the revised text is a new sheet', () => {
    const flow = startCase().to('signing');
    expect(flow.refusal('return', 'chief', { reason: '' })).toBe('needs-reason');
    expect(flow.refusal('return', 'property', {})).toBe('not-entitled');
    flow.do('return', 'newsHead', { reason: '补充整改时限' });
    expect(flow.now).toMatchObject({ state: 'handling', sheets: [{ state: 'returned', closeReason: '补充整改时限' }] });
    flow.do('draft', 'quality', { ...DRAFT, text: '三日内修复' });
    expect(flow.now.sheets.map(({ no, state }) => [no, state])).toEqual([
      [1, 'returned'],
      [2, 'open'],
    ]);
  });

  it('is withdrawn also when it is signed and not yet published', () => {
    const flow = startCase().to('signing');
    signAll(flow);
    expect(flow.do('withdraw', 'quality', {}).now).toMatchObject({
      state: 'handling',
      sheets: [{ state: 'withdrawn' }],
    });
    expect(flow.refusal('publish', 'quality', { where: '网站', url: null, publishedAt: at(0) })).toBe('wrong-state');
  });

  it('a post that nobody holds any more is signed for by a leader, who says why and cannot sign last as well', () => {
    const flow = startCase().to('signing').do('sign', 'newsHead', { post: '新闻中心:科室负责人' });
    const post = '质监站:科室负责人';
    expect(flow.refusal('sign', 'chief', { post, reason: null })).toBe('needs-reason');
    flow.do('sign', 'chief', { post, reason: '该站负责人空缺' });
    expect(flow.now.sheets[0]?.slots[0]?.signature).toMatchObject({ name: '分管局长', inPlace: true });
    expect(flow.refusal('sign', 'chief', { post: '局领导:分管领导' })).toBe('signed-before');
    expect(flow.do('sign', 'chief2', { post: '局领导:分管领导' }).now.sheets[0]?.state).toBe('approved');
  });

  it('nobody signs what they wrote, twice, or for another department', () => {
    const flow = startCase().to('handling').do('draft', 'qualityHead', DRAFT);
    expect(flow.refusal('sign', 'qualityHead', { post: '质监站:科室负责人' })).toBe('own-draft');
    expect(flow.refusal('sign', 'propertyHead', { post: '质监站:科室负责人' })).toBe('not-entitled');
    expect(flow.refusal('sign', 'quality', { post: '质监站:科室负责人' })).toBe('not-entitled');
    expect(flow.refusal('sign', 'admin', { post: '质监站:科室负责人' })).toBe('not-entitled');
    expect(flow.refusal('sign', 'newsHead', { post: '物业科:科室负责人' })).toBe('no-such-post');
    flow.do('sign', 'newsHead', { post: '新闻中心:科室负责人' });
    expect(flow.refusal('sign', 'newsHead', { post: '新闻中心:科室负责人' })).toBe('already-signed');
  });

  it('is published in the past only', () => {
    const flow = startCase().to('signing');
    signAll(flow);
    const publishedAt = at(9_999_999);
    expect(flow.refusal('publish', 'quality', { where: '网站', url: null, publishedAt })).toBe('not-published-yet');
  });
});

describe('answers that were found in public', () => {
  it('are confirmed by a person and end the way to the response', () => {
    const flow = startCase().to('handling').do('propose', 'system', { proposal: FOUND });
    expect(flow.now).toMatchObject({ state: 'handling', proposals: [{ state: 'open', why: FOUND.why }] });
    expect(flow.now.desks).toContain('新闻中心:联络员');
    const dropped = startCase().do('propose', 'system', { proposal: FOUND }).do('false-alarm', 'duty', {});
    expect(dropped.now.desks).toEqual([]);
    expect(flow.refusal('confirm-response', 'property', { responseId: 'p_1' })).toBe('not-entitled');
    flow.do('confirm-response', 'quality', { responseId: 'p_1' });
    expect(flow.now).toMatchObject({ state: 'responded', respondedAt: at(30), dueAt: null });
    expect(flow.now.responses).toMatchObject([{ sheetNo: null, signatures: [], where: '领导留言板' }]);
    expect(flow.refusal('refuse-response', 'quality', { responseId: 'p_1' })).toBe('response-decided');
  });

  it('take over the signatures of a sheet that was signed, and wait for one that is not', () => {
    const flow = startCase().to('signing').do('propose', 'system', { proposal: FOUND });
    expect(flow.refusal('confirm-response', 'news', { responseId: 'p_1' })).toBe('sheet-open');
    signAll(flow);
    flow.do('confirm-response', 'news', { responseId: 'p_1' });
    expect(flow.now.responses[0]).toMatchObject({ sheetNo: 1, signatures: { length: 3 } });
    expect(flow.now.sheets[0]?.state).toBe('published');
  });

  it('leave a case that is not graded where it is, and are refused with a reason', () => {
    const flow = startCase().do('propose', 'system', { proposal: FOUND });
    expect(flow.refusal('propose', 'system', { proposal: FOUND })).toBe('already-proposed');
    expect(flow.refusal('confirm-response', 'quality', { responseId: 'p_9' })).toBe('no-such-response');
    flow.do('propose', 'system', { proposal: { ...FOUND, responseId: 'p_2' } });
    flow.do('refuse-response', 'duty', { responseId: 'p_2', reason: '答复的是别的小区' });
    flow.do('confirm-response', 'quality', { responseId: 'p_1' });
    expect(flow.now).toMatchObject({ state: 'assessing', responses: { length: 1 }, respondedAt: at(30) });
  });
});

describe('other ends and beginnings', () => {
  it('a false alarm below 橙 ends at once and can be opened again', () => {
    const flow = startCase().do('false-alarm', 'duty', {});
    expect(flow.now).toMatchObject({ state: 'archived', ending: 'false-alarm' });
    expect(flow.refusal('grade', 'hr', { grade: '一般' })).toBe('archived');
    expect(flow.do('comment', 'analyst', {}).now.state).toBe('archived');
    expect(flow.do('reopen', 'hr', {}).now).toMatchObject({ state: 'assessing', ending: null, archivedAt: null });
  });

  it('what was graded goes on being handled when opened again, and is evaluated anew', () => {
    const flow = startCase().to('archived').do('reopen', 'qualityHead', {});
    expect(flow.now).toMatchObject({ state: 'handling', evaluation: null, responses: { length: 1 } });
    flow.do('await-evaluation', 'hr', {});
    expect(flow.refusal('archive', 'hr', {})).toBe('not-evaluated');
  });

  it('what is archived takes no alert: one that comes after opens a case that follows, with clocks of its own', () => {
    const former = startCase().to('archived');
    const ground = sampleGround({ alertId: 'a_2', level: '蓝', deadlines: [{ ...RESPOND_CLOCK, dueAt: at(9_000) }] });
    expect(former.refusal('raise', 'system', { ground })).toBe('archived');
    const opening = caseActionOf('open', PEOPLE.system, { ground, follows: 'c_1' }, { caseId: 'c_2', at: at(5_000) });
    const { cases, audit } = applyCaseAction(null, former.now, opening);
    const [made, told] = cases;
    expect(made).toMatchObject({
      ...{ caseId: 'c_2', follows: 'c_1', state: 'assessing', level: '蓝', alerts: ['a_2'], dueAt: at(9_000) },
      ...{ grade: null, responses: [], respondedAt: null, evaluation: null },
    });
    expect(made?.log[0]?.details.join('')).toContain('前一个案“龙湾公馆地下车库漏水”已归档（办结），本案是它的后续');
    const { log: _, version, updatedAt, ...kept } = told ?? former.now;
    expect(former.now).toMatchObject(kept);
    expect(version).toBe(former.now.version + 1);
    expect(updatedAt).toBe(at(5_000));
    expect(told?.log.at(-1)?.details).toEqual(['归档之后又有蓝色预警，另立后续个案“龙湾公馆地下车库漏水”']);
    expect(audit.map(({ object }) => object)).toEqual(['c_2', 'c_1']);
  });

  it('follows only what is archived: one that was reopened, or merged away, takes or leads on itself', () => {
    const ground = sampleGround({ alertId: 'a_2' });
    const opening = caseActionOf('open', PEOPLE.system, { ground, follows: 'c_1' }, { caseId: 'c_2' });
    const reopened = startCase().to('archived').do('reopen', 'hr', {});
    for (const former of [null, reopened.now, { ...startCase().to('archived').now, ending: 'merged' as const }])
      expect(applyCaseAction(null, former, opening).result.refusal).toBe('target-unusable');
    expect(reopened.do('raise', 'system', { ground }).now.alerts).toEqual(['a_1', 'a_2']);
  });

  it('goes on without a public answer where none is needed, and on again after one', () => {
    const flow = startCase().to('handling').do('await-evaluation', 'quality', { reason: '当事人已当面答复' });
    expect(flow.now).toMatchObject({ state: 'evaluating', responses: [] });
    flow.do('evaluate', 'hr', { verdict: '未见效' }).do('continue', 'chief', {});
    expect(flow.now).toMatchObject({ state: 'handling', evaluation: null });
  });

  it('merges into another case, which takes on what is graver', () => {
    const into = startCase({ title: '幸福里漏水', eventId: 'e_2', alertId: 'a_9', deadlines: [] }, 'c_2');
    const from = startCase({ level: '红' }).do('grade', 'hr', { grade: '重大' });
    const action = caseActionOf('merge', PEOPLE.hr, { intoCaseId: 'c_2', reason: '同一栋楼' });
    expect(from.refusal('merge', 'hr', { intoCaseId: 'c_1' })).toBe('same-case');
    expect(from.refusal('merge', 'hr', { intoCaseId: 'c_none' })).toBe('target-unusable');
    expect(from.send(action, { ...into.now, state: 'archived' }).result.refusal).toBe('target-unusable');
    const [gone, taking] = from.send(action, into.now).cases;
    expect(gone).toMatchObject({ state: 'archived', ending: 'merged', mergedInto: 'c_2', desks: [] });
    expect(taking).toMatchObject({
      ...{ level: '红', grade: '重大', state: 'graded', events: ['e_2', 'e_1'], alerts: ['a_9', 'a_1'] },
      ...{ version: 2, lead: '质监站' },
    });
    expect(taking?.deadlines.map(({ kind }) => kind)).toEqual(['respond', 'publish', 'press-conference']);
    expect(from.refusal('reopen', 'hr', {})).toBe('merged-away');
    expect(from.refusal('raise', 'system', { ground: sampleGround({ alertId: 'a_5' }) })).toBe('archived');
  });
});
