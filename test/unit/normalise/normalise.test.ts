import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toEpoch } from '../../../pipeline/model/calendar.ts';
import { post } from '../../../pipeline/model/post.ts';
import { numbersOf } from '../../../pipeline/model/post-fields.ts';
import { createRawItem, type RawItemInput } from '../../../pipeline/model/raw-item.ts';
import { createNormalise, type NormaliseLimits } from '../../../pipeline/normalise/normalise.ts';

const fetchedAt = '2019-04-26T10:00:00+08:00';
const log = { info() {}, warn() {}, error() {} };
const ctx = { now: () => toEpoch(fetchedAt), log, signal: new AbortController().signal };

function item(input: Partial<RawItemInput>) {
  return createRawItem({
    ...{ sourceId: 's', sourceName: '来源', channel: 'forum', nativeId: '1', url: null },
    ...{ title: '标题', body: '正文', fetchedAt },
    ...input,
  });
}

async function normalise(input: Partial<RawItemInput>, limits: NormaliseLimits = {}, secret = '钥匙') {
  const stage = createNormalise({ fold: (text) => text.toLowerCase(), secret, limits });
  const [result] = await stage.run([item(input)], ctx);
  return result!;
}

describe('normalise', () => {
  it('keeps text as given, character for character, but for what must not be stored', async () => {
    const body = ' \n\t　首尾空白、\r\n全角ＡＢＣ、繁體都不動 \u0000\u0007控制符 \ud800 结尾_x000D_ ';
    const result = await normalise({ body, publishedRaw: '昨天 08:15' });
    expect(post.parse(result)).toMatchObject({
      text: ' \n\t　首尾空白、\r\n全角ＡＢＣ、繁體都不動   控制符 \ufffd 结尾        ',
      publishedAt: '2019-04-25T08:15:00+08:00',
      publishedAtProblem: null,
      eventTime: '2019-04-25T08:15:00+08:00',
    });
    expect(result).toHaveProperty('text.length', body.length);
  });

  it('turns HTML into text', async () => {
    expect(await normalise({ body: '<p>一楼</p><p>漏水</p>', format: 'html' })).toMatchObject({ text: '一楼\n漏水' });
  });

  it('leaves an unknown time unknown and orders by the time of fetching', async () => {
    expect(await normalise({ publishedRaw: '2019-02-30' })).toMatchObject({
      publishedAt: null,
      publishedAtProblem: '日期或时间不存在：2019-02-30',
      eventTime: fetchedAt,
    });
    expect(await normalise({})).toMatchObject({ publishedAt: null, publishedAtProblem: '来源未给出发布时间' });
  });

  it('says so where only the day was told, which is no time of day to compare', async () => {
    const dated = post.parse(await normalise({ publishedRaw: '2019-04-25' }));
    expect(dated).toMatchObject({ publishedAt: '2019-04-25T00:00:00+08:00', dayOnly: true });
    expect(numbersOf(dated)).toMatchObject({ minute: null, weekday: 4 });
    const timed = post.parse(await normalise({ publishedRaw: '2019-04-25 00:05' }));
    expect(timed).not.toHaveProperty('dayOnly');
    expect(numbersOf(timed)).toMatchObject({ minute: 5, weekday: 4 });
  });

  it('masks title and text', async () => {
    const result = await normalise({ title: '联系人：李四', body: '电话13812345678' });
    expect(result).toMatchObject({ title: '联系人：李*', text: '电话***********', masked: ['name', 'phone'] });
  });

  it('gives an author the same pseudonym each time, another with another key, and never the name', async () => {
    const [one, same, other] = [
      await normalise({ author: '网友甲' }),
      await normalise({ author: ' 网友甲 ', nativeId: '2' }),
      await normalise({ author: '网友甲' }, {}, '别的钥匙'),
    ];
    expect(one).toHaveProperty('author', expect.stringMatching(/^[0-9a-f]{16}$/));
    expect(same).toHaveProperty('author', 'author' in one ? one.author : '');
    expect(other).not.toHaveProperty('author', 'author' in one ? one.author : '');
    expect(await normalise({ author: '  ' })).toHaveProperty('author', null);
  });

  it('gives one content hash to copies that differ in white space and folding only', async () => {
    const hash = createHash('sha256').update('abc\n一楼漏水').digest('hex');
    expect(await normalise({ title: 'ABC', body: '一楼漏水' })).toHaveProperty('contentHash', hash);
    expect(await normalise({ title: ' a b\nc', body: '　一楼\r\n漏水_x000D_\n' })).toHaveProperty('contentHash', hash);
    expect(await normalise({ title: 'AB', body: 'C一楼漏水' })).not.toHaveProperty('contentHash', hash);
  });

  it('drops with a reason', async () => {
    expect(await normalise({ title: ' ', body: '<div>&nbsp;<script>1</script></div>', format: 'html' })).toEqual({
      dropped: 'empty-text',
    });
    expect(await normalise({ body: '长'.repeat(11) }, { maxChars: 10 })).toEqual({ dropped: 'too-long' });
    expect(await normalise({ body: `<p>${'长'.repeat(11)}</p>`, format: 'html' }, { maxChars: 10 })).toEqual({
      dropped: 'too-long',
    });
    const old = { publishedRaw: '2019-04-24 09:00' };
    expect(await normalise(old, { maxAgeMs: 86_400_000 })).toEqual({ dropped: 'outside-period' });
    expect(await normalise(old)).toHaveProperty('text', '正文');
  });

  it('keeps a post with a title only, and does not make up a title', async () => {
    expect(await normalise({ title: '只有标题', body: '' })).toMatchObject({ title: '只有标题', text: '' });
    expect(await normalise({ title: '', body: '只有正文' })).toMatchObject({ title: '', text: '只有正文' });
  });
});
