import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { draftDetail, draftView, learnedState, versionList } from '../../../dashboards/rulebook-contract.ts';
import { createAnalyser } from '../../../pipeline/analyser.ts';
import { RULES_DIR } from '../../../pipeline/paths.ts';
import { segmenterOf } from '../../../pipeline/segment/segmenter-of.ts';
import { hashOf, judgedPosts } from '../../support/judged-posts.ts';
import { sampleAnalysed, samplePost } from '../../support/samples.ts';
import { codeOf, openServer, type TestServer } from './fixture.ts';

let server: TestServer;
let analyst: string;
let other: string;
let duty: string;
beforeAll(async () => {
  server = await openServer({}, { ownRules: true });
  analyst = await server.loginAs('analyst');
  other = await server.loginAs('analyst');
  duty = await server.loginAs('duty');
});
afterAll(() => server.close());

const RULE = 'quality.leak';
const state = async (cookie = analyst) =>
  learnedState.parse((await server.call('GET', '/api/learned', { cookie })).json);
const order = (what: string, cookie = analyst) =>
  server.call('POST', '/api/learned/drafts', { cookie, body: { what, reason: '误报太多' } });

async function judge(count: number) {
  const posts = judgedPosts(count, 11).map(({ text, ours }, index) => ({ docId: `learn-${index}`, text, ours }));
  await server.store.commit({
    posts: posts.map(({ docId, text, ours }) =>
      sampleAnalysed(
        { docId, title: '', text, contentHash: hashOf({ title: '', text, ours }) },
        { hits: [{ rule: RULE, name: '房屋渗漏', version: 'v1', spans: [] }] },
      ),
    ),
  });
  for (const { docId, ours } of posts) {
    const given = { rule: RULE, docId, judgement: ours ? ('real' as const) : ('false' as const), note: null };
    await server.deps.rulebook.feedback.give('li', given);
  }
}

/** Proposes a draft as its author and publishes it as another person. */
async function publish(draftId: string, row: number) {
  const path = `/api/rule-drafts/${draftId}`;
  const proposed = await server.call('POST', `${path}/propose`, { cookie: analyst, body: { row } });
  const { row: next } = draftDetail.parse(proposed.json);
  const own = await server.call('POST', `${path}/publish`, { cookie: analyst, body: { row: next } });
  expect(codeOf(own.json)).toBe('refused');
  expect((await server.call('POST', `${path}/publish`, { cookie: other, body: { row: next } })).status).toBe(200);
}

describe('the learned part over the API', () => {
  it('is off, says how little there is to learn from, and cannot be switched without need or right', async () => {
    expect(await state()).toMatchObject({ model: null, problem: null, judged: { ours: 0, others: 0 } });
    expect((await state()).judged.tooFew).toContain('标注还不够');
    expect((await state(duty)).mayDraft.allowed).toBe(false);
    expect(codeOf((await order('train', duty)).json)).toBe('forbidden');
    expect(codeOf((await order('train')).json)).toBe('refused');
    expect(codeOf((await order('use')).json)).toBe('refused');
    expect(codeOf((await order('stop')).json)).toBe('refused');
  });

  it('is trained from feedback into a draft, published by a second person, used, and put out of use', async () => {
    await judge(160);
    expect((await state()).judged).toEqual({ ours: 80, others: 80, tooFew: null });
    const ordered = await order('train');
    expect(ordered.status).toBe(201);
    const { draft, row } = draftView.parse(ordered.json);
    expect(draft).toMatchObject({ title: '启用学习所得（160 条标注）', state: 'draft' });
    expect((await state()).model).toBeNull();
    const before = server.deps.rulebook.inForce.current();

    await publish(draft.draftId, row);
    const { model } = await state();
    expect(model).toMatchObject({ inUse: true, trained: { examples: 160, from: '帖文上的反馈' } });
    const after = server.deps.rulebook.inForce.current();
    expect(after.version).not.toBe(before.version);
    const segmenter = segmenterOf(RULES_DIR);
    const phone = samplePost({ title: '', text: '屋顶漏水泡坏手机，售后退货纠纷' });
    const partsBy = (rules: typeof after) =>
      createAnalyser(rules, segmenter)
        .analyse(phone)
        .verdict.risk.parts.map(({ name }) => name);
    expect(partsBy(before)).not.toContain('学习所得');
    expect(partsBy(after)).toContain('学习所得');
    expect(codeOf((await order('use')).json)).toBe('refused');

    const stopped = draftView.parse((await order('stop')).json);
    await publish(stopped.draft.draftId, stopped.row);
    expect((await state()).model).toBeNull();
    const { items } = versionList.parse((await server.call('GET', '/api/rule-versions', { cookie: duty })).json);
    expect(items.map(({ changes }) => changes.map(({ edit }) => edit.kind))).toEqual([['learned'], ['learned']]);

    const back = await server.call('POST', '/api/rule-versions/roll-back', {
      cookie: other,
      body: { number: 1, reason: '还是要用' },
    });
    expect(back.status).toBe(200);
    expect((await state()).model?.inUse).toBe(true);
  });

  it('is not mixed with changes to rules in one draft', async () => {
    const edits = [
      { kind: 'learned', model: null },
      { kind: 'retire', pack: 'quality', id: RULE, reason: '测试' },
    ];
    const body = { title: '混在一起', reason: '测试', edits };
    const answer = await server.call('POST', '/api/rule-drafts', { cookie: analyst, body });
    expect(codeOf(answer.json)).toBe('refused');
    expect(answer.text).toContain('不能放在同一份草稿里');
  });
});
