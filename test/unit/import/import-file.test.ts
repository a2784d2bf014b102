import { chmod, mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImportOptions, type ReadItem, readItems } from '../../../crawlers/import/import-file.ts';
import { importKind, parseColumns } from '../../../crawlers/import/options.ts';
import { encodeBig5, encodeGb } from './encode.ts';
import { cell, HEADINGS, line, row, workbook, zip } from './workbook.ts';

const fetchedAt = '2026-11-23T10:00:00+08:00';
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yuqing-import-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function save(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function read(path: string, options: Partial<ImportOptions> = {}): Promise<ReadItem[]> {
  const found: ReadItem[] = [];
  for await (const one of readItems(path, { fetchedAt, ...options })) found.push(one);
  return found;
}

const itemsOf = (found: readonly ReadItem[]) => found.flatMap((one) => ('item' in one ? [one.item] : []));
const bodies = (found: readonly ReadItem[]) => itemsOf(found).map(({ body }) => body);
const rejected = (found: readonly ReadItem[]) =>
  found.flatMap((one) => ('rejected' in one ? [[one.row, one.rejected]] : []));

const HEAD = ['留言编号', '留言用户', '留言主题', '留言时间', '留言详情', '答复意见', '答复时间'];
const MESSAGES = [
  [
    '1001',
    '网友甲',
    '外墙脱落',
    '2025/4/25 9:32:09',
    '  三号楼外墙\n大块脱落，"差点"砸到人。\t',
    '已派人查看。',
    '2025/4/28 10:00:00',
  ],
  ['1002', '网友乙', '暖气不热', '2025/11/20 7:05:00', '室温只有12度，　打电话没人管；请处理', '', ''],
];

describe('a message in any kind of file', () => {
  it('is the same post, with the same text, from xlsx, csv, tsv and jsonl', async () => {
    const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;
    const table = (sign: string, lineEnd: string) =>
      [HEAD, ...MESSAGES].map((one) => one.map(quote).join(sign)).join(lineEnd);
    const sheet = await writeXlsx({
      sheets: [{ name: '留言', rows: [HEAD, ...MESSAGES.map(([id, ...rest]) => [Number(id), ...rest])] }],
    });
    const files = [
      await save('a.xlsx', sheet),
      await save('a.csv', `\ufeff${table(',', '\r\n')}\r\n`),
      await save('gb.csv', encodeGb(table(',', '\n'))),
      await save('a.tsv', table('\t', '\n')),
      await save(
        'a.jsonl',
        MESSAGES.map((one) => JSON.stringify(Object.fromEntries(HEAD.map((head, i) => [head, one[i]])))).join('\n'),
      ),
    ];
    const [first, ...others] = await Promise.all(files.map((path) => read(path)));
    expect(itemsOf(first!)).toMatchObject([
      {
        ...{ sourceId: 'import:posts', channel: 'board', title: '外墙脱落', body: MESSAGES[0]![4], author: '网友甲' },
        ...{ publishedRaw: '2025/4/25 9:32:09', fetchedAt, format: 'text' },
        reply: { text: '已派人查看。', by: null, atRaw: '2025/4/28 10:00:00' },
      },
      { title: '暖气不热', body: MESSAGES[1]![4], reply: null },
    ]);
    expect(first!.map((one) => one.row)).toEqual([2, 3]);
    for (const other of others) expect(itemsOf(other)).toEqual(itemsOf(first!));
  });

  it('keeps its ids when the export trimmed the text or wrote line ends out', async () => {
    const clean = await read(await save('c.csv', '留言编号,留言详情\n1,"第一行\n第二行"\n'));
    const padded = await read(await save('p.csv', '留言编号,留言详情\n1,"\t 第一行_x000D_\n第二行 "\n'));
    expect(itemsOf(padded)[0]).toMatchObject({ rawId: itemsOf(clean)[0]!.rawId, body: '\t 第一行_x000D_\n第二行 ' });
  });

  it('does not take the place of another file’s row with the same plain number', async () => {
    const [one, other] = [
      await read(await save('x.csv', 'id,text\n1,漏水\n')),
      await read(await save('y.csv', 'id,text\n1,停电\n')),
    ];
    expect(itemsOf(one)[0]!.docId).not.toBe(itemsOf(other)[0]!.docId);
  });

  it('is told from its copy in the same file, the same way each time', async () => {
    const path = await save('copies.txt', '第一条\n\n第二条\r\n第一条\n');
    const found = await read(path);
    expect(found.map((one) => one.row)).toEqual([1, 3, 4]);
    expect(new Set(itemsOf(found).map(({ docId }) => docId)).size).toBe(3);
    expect(await read(path)).toEqual(found);
  });
});

describe('columns', () => {
  it('reads hotline work orders', async () => {
    const path = await save(
      'h.csv',
      '工单编号,受理时间,来电人,诉求内容,承办单位,办理结果,办结时间,事发地区\nG1,2025-04-25 09:32,张某,小区停水,水务集团,已恢复,2025-04-26,东昌府区\n',
    );
    expect(itemsOf(await read(path, { kind: 'hotline' }))).toMatchObject([
      {
        ...{ sourceId: 'import:hotline', channel: 'hotline', body: '小区停水', region: '东昌府区', author: '张某' },
        reply: { text: '已恢复', by: '水务集团', atRaw: '2025-04-26' },
      },
    ]);
  });

  it('takes names from the user', async () => {
    const path = await save('own.csv', '甲,乙,丙\n题目,全部内容,2025-01-01\n');
    const columns = parseColumns('标题=甲，正文=乙,time=丙');
    expect(itemsOf(await read(path, { columns }))).toMatchObject([
      { title: '题目', body: '全部内容', publishedRaw: '2025-01-01' },
    ]);
    await expect(read(path)).rejects.toThrow(/没有找到正文列.*甲、乙、丙.*--columns/);
    await expect(read(path, { columns: parseColumns('正文=丁') })).rejects.toThrow(/丁/);
    expect(() => parseColumns('标题=甲,颜色=乙,丙')).toThrow(/颜色[\s\S]*丙/);
    expect(() => importKind('mail')).toThrow(/posts、hotline/);
  });

  it('reads counts, source and channel, in English and traditional headings', async () => {
    const path = await save(
      'e.csv',
      'Source,Title,Content,Likes,Read_Count,转发数(次),URL\n新浪微博,t,c,1.2万,"3,456",7,https://a.example/1\n',
    );
    expect(itemsOf(await read(path))).toMatchObject([
      {
        sourceName: '新浪微博',
        channel: 'weibo',
        url: 'https://a.example/1',
        metrics: { likes: 12000, reposts: 7, comments: null },
      },
    ]);
    const traditional = await save('big5.csv', encodeBig5('編號,標題,內容\n1,漏水,我們家的房屋漏水沒有人處理\n'));
    expect(itemsOf(await read(traditional))).toMatchObject([{ title: '漏水', body: '我們家的房屋漏水沒有人處理' }]);
  });

  it('finds headings below a title, and on a later sheet', async () => {
    const below = await save('title.csv', '市长信箱汇总表,,\n,,\n信件编号,信件标题,信件内容\nA1,漏水,房屋漏水\n');
    expect((await read(below)).map((one) => one.row)).toEqual([4]);
    const sheets = [
      { name: '说明', rows: [['本表由信访室导出']] },
      {
        name: '数据',
        rows: [
          ['标题', '正文'],
          ['漏水', '房屋漏水'],
        ],
      },
    ];
    expect(bodies(await read(await save('two.xlsx', await writeXlsx({ sheets }))))).toEqual(['房屋漏水']);
  });

  it('writes dates as the sheet shows them, in whatever way the sheet keeps them', async () => {
    const time = new Date(Date.UTC(2025, 3, 25, 9, 32, 9));
    const rows = [
      ['时间', '正文'],
      [time, '甲'],
      ['2025/4/25 9:32:09', '乙'],
      [45772.39732638889, '丙'],
    ];
    const found = itemsOf(await read(await save('dates.xlsx', await writeXlsx({ sheets: [{ name: '一', rows }] }))));
    expect(found.map(({ publishedRaw }) => publishedRaw)).toEqual([
      '2025-04-25 09:32:09',
      '2025/4/25 9:32:09',
      '2025-04-25 09:32:09',
    ]);
  });
});

describe('a broken row costs itself only', () => {
  it.each([
    ['a cell outside the sheet', row(4, cell('ZZZZ4', '甲'), cell('B4', '乙')), /位置/],
    ['a reference that is none', row(4, cell('??', '甲')), /位置/],
    ['a row number that is none', row('abc', cell('A4', '甲'), cell('B4', '乙')), /行号/],
    ['a cell without end', '<row r="4"><c r="A4" t="inlineStr"><is><t>甲</t></is></c><c r="B4"><v>1</row>', /没有结束/],
    ['a row without end', `<row r="4">${cell('A4', '甲')}${cell('B4', '乙')}`, /没有结束/],
    ['a text that is not there', row(4, '<c r="A4" t="s"><v>99</v></c>'), /引用/],
    ['no text at all', row(4, cell('C4', '备注')), /空的/],
  ])('in xlsx: %s', async (_, broken, reason) => {
    const path = await save('broken.xlsx', workbook(HEADINGS + line(2) + line(3) + broken + line(5) + line(6)));
    const found = await read(path);
    expect(bodies(found)).toEqual(['正文2', '正文3', '正文5', '正文6']);
    expect(rejected(found)).toEqual([[4, expect.stringMatching(reason)]]);
  });

  it('in xlsx: cells beyond the headings, careless row numbers and missing cells are no harm', async () => {
    const rows =
      HEADINGS +
      row(2, cell('A2', '甲'), cell('B2', '乙'), cell('Z2', '多')) +
      row(2, cell('A2', '丙')) +
      '<row><c t="str"><v>丁</v></c></row>';
    expect(itemsOf(await read(await save('careless.xlsx', workbook(rows)))).map(({ title }) => title)).toEqual([
      '甲',
      '丙',
      '丁',
    ]);
  });

  it('in xlsx: what comes before the damage is read, and the damage is named', async () => {
    const cut = await read(
      await save('cut.xlsx', workbook(HEADINGS + line(2) + line(3), {}, '<row r="4"><c r="A4" t="inl')),
    );
    expect(bodies(cut)).toEqual(['正文2', '正文3']);
    expect(rejected(cut)).toEqual([[4, expect.stringContaining('中断')]]);
    const bytes = workbook(HEADINGS + line(2) + line(3));
    bytes[bytes.indexOf('正文3') + 2]! ^= 1;
    const flipped = await read(await save('flipped.xlsx', bytes));
    expect(rejected(flipped)).toEqual([[4, expect.stringContaining('损坏')]]);
  });

  it('in csv: a stray quote, a wrong quote, too many and too few columns', async () => {
    const lines = [
      '编号,标题,正文',
      '1,a,一',
      '2,"b,没有闭合',
      '3,c,三',
      '4,d,"两\n行"',
      '5,e,"x"y"',
      '6,f,六',
      '7,g,多,一列',
    ];
    const path = await save(
      'quotes.csv',
      [...lines, '8,h', '9,i,"他说""好"""', '', '10,"j,没有闭合', '11,k,末行', ''].join('\n'),
    );
    const found = await read(path);
    expect(bodies(found)).toEqual(['一', '三', '两\n行', '六', '他说"好"', '末行']);
    expect(rejected(found)).toEqual([
      [3, expect.stringMatching(/第3行.*没有闭合/)],
      [6, expect.stringMatching(/第7行.*引号/)],
      [8, expect.stringMatching(/4列/)],
      [9, expect.stringMatching(/只有2列/)],
      [12, expect.stringMatching(/没有闭合/)],
    ]);
  });

  it('in jsonl', async () => {
    const path = await save(
      'bad.jsonl',
      '{"title":"a","text":"b"}\n{bad\n[1]\n\n{"text":""}\n{"title":"c","content":"d\\u0000","user":{"name":"甲"}}\n{"text":"\0"}\n',
    );
    const found = await read(path);
    expect(bodies(found)).toEqual(['b', 'd\0']);
    expect(rejected(found)).toEqual([
      [2, expect.stringContaining('JSON')],
      [3, expect.stringContaining('对象')],
      [5, expect.stringContaining('空的')],
      [7, expect.stringContaining('JSON')],
    ]);
  });

  it('however long the line is, in bounded memory', async () => {
    const path = join(folder, 'long.csv');
    const file = await open(path, 'w');
    await file.write('标题,正文\na,一\nb,');
    for (let i = 0; i < 200; i++) await file.write('x'.repeat(1_000_000));
    await file.write('\nc,三\n');
    await file.close();
    const before = process.memoryUsage().rss;
    let peak = 0;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss - before);
    }, 5);
    const found = await read(path);
    clearInterval(watch);
    expect(bodies(found)).toEqual(['一', '三']);
    expect(rejected(found)).toEqual([[3, expect.stringMatching(/第3行超过2000000/)]]);
    expect(peak).toBeLessThan(150e6);
    await rm(path);
  });

  it('reads Chinese that comes late in a long file of another encoding', async () => {
    const late = Buffer.concat([
      Buffer.from(`id,text\n${'1,abc\n'.repeat(60_000)}`),
      encodeGb('2,房屋漏水多年没有人管理\n'),
    ]);
    expect(bodies(await read(await save('late.csv', late))).at(-1)).toBe('房屋漏水多年没有人管理');
  });

  it('keeps NUL and lone \\r inside a text', async () => {
    expect(bodies(await read(await save('nul.csv', '编号,正文\n1,房屋\0漏水\n2,"甲\r乙"\n')))).toEqual([
      '房屋\0漏水',
      '甲\r乙',
    ]);
    expect(bodies(await read(await save('mac.csv', '标题,正文\ra,一\rb,二\r')))).toEqual(['一', '二']);
  });
});

describe('a file that cannot be read', () => {
  it.each<[string, string | Uint8Array, RegExp]>([
    ['empty.csv', '', /empty\.csv: 文件是空的/],
    ['blank.txt', '\n \n', /空的/],
    ['empty.xlsx', workbook(''), /空的/],
    ['header.csv', '标题,正文\n', /只有表头/],
    ['header.xlsx', workbook(HEADINGS), /只有表头/],
    ['strange.pdf', '%PDF-1.7', /不认识的文件类型“\.pdf”.*\.xlsx/],
    ['old.xls', Buffer.from('d0cf11e0a1b11ae10000', 'hex'), /\.xls.*密码.*另存为/],
    ['page.xls', '<html><table></table></html>', /网页/],
    ['text.xlsx', '标题,正文\na,b\n', /内容不是 xlsx/],
    ['archive.xlsx', zip({ 'a.txt': '甲' }), /没有工作表/],
    ['half.xlsx', workbook(HEADINGS + line(2)).subarray(0, 300), /不完整或已损坏/],
    ['array.json', '[\n {"title":"a"}]', /JSON 数组/],
    ['keys.jsonl', '{"a":"b"}\n', /没有找到正文列.*a/],
  ])('%s', async (name, content, message) => {
    await expect(read(await save(name, content))).rejects.toThrow(message);
    await expect(read(join(folder, name))).rejects.toHaveProperty('name', 'ConfigError');
  });

  it('is missing, a folder, or not permitted', async () => {
    await expect(read(join(folder, 'none.csv'))).rejects.toThrow(/none\.csv: 没有这个文件/);
    await mkdir(join(folder, 'dir.csv'));
    await expect(read(join(folder, 'dir.csv'))).rejects.toThrow(/目录/);
    const closed = await save('closed.csv', '标题,正文\na,b\n');
    await chmod(closed, 0);
    // The administrator may read anything.
    if (process.getuid?.() !== 0) await expect(read(closed)).rejects.toThrow(/权限/);
  });

  it('unpacks to more than allowed, whatever it says of itself', async () => {
    const { deflateRawSync } = await import('node:zlib');
    const bomb = workbook(HEADINGS + line(2), { 'xl/sharedStrings.xml': '' });
    const name = Buffer.from('xl/sharedStrings.xml');
    // Rewrites the last file as deflated blanks, its declared size left at nothing.
    const packed = deflateRawSync(Buffer.alloc(5_000_000, 32));
    const local = bomb.indexOf(name) - 30;
    const directory = bomb.indexOf(name, local + 60) - 46;
    const moved = Buffer.concat([bomb.subarray(0, local + 50), packed, bomb.subarray(local + 50)]);
    moved.writeUInt16LE(8, directory + packed.length + 10);
    moved.writeUInt32LE(packed.length, directory + packed.length + 20);
    const end = moved.length - 22;
    moved.writeUInt32LE(moved.readUInt32LE(end + 16) + packed.length, end + 16);
    const path = await save('bomb.xlsx', moved);
    await expect(read(path, { limits: { maxWorkbookBytes: 1_000_000 } })).rejects.toThrow(/解压后超过 1 MB/);
  });
});

describe('what was piped in', () => {
  it.each([
    ['table.auto', '标题,正文\na,一\n', ['一']],
    ['objects.auto', '{"text":"一"}\n{"text":"二"}\n', ['一', '二']],
    ['lines.auto', '就是一行字，没有别的\n第二行\n', ['就是一行字，没有别的', '第二行']],
    ['book.auto', workbook(HEADINGS + line(2)), ['正文2']],
  ])('%s is told from its beginning', async (name, content, texts) => {
    expect(bodies(await read(await save(name, content)))).toEqual(texts);
  });
});

describe('what exports look like', () => {
  it('a title and notes above the headings of a csv', async () => {
    const head = '聊城市12345热线工单\n导出时间：2026-03-05\n\n';
    for (const sign of [',', '\t', ';']) {
      const path = await save(
        `titled-${sign.charCodeAt(0)}.csv`,
        `${head}${['留言标题', '留言内容'].join(sign)}\n${['停水', '停水三天了'].join(sign)}\n`,
      );
      expect(await read(path)).toMatchObject([{ row: 5, item: { title: '停水', body: '停水三天了' } }]);
    }
  });

  it('a text of one column that was cut by a comma of its own is told', async () => {
    const found = await read(await save('one-column.csv', '留言内容\n停水了,三天\n漏水很严重\n'));
    expect(rejected(found)).toEqual([[2, expect.stringContaining('有2列，多于表头的1列')]]);
    expect(bodies(found)).toEqual(['漏水很严重']);
  });

  it('a row in another encoding than the rest is told, a stray sign is not', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`留言标题,留言内容\n${'停水,小区停水三天了\n'.repeat(20)}`),
      encodeGb('噪声,楼下夜里施工\n'),
      Buffer.from('漏水,屋顶\ufffd漏水三天没有人来修\n'),
    ]);
    const found = await read(await save('mixed.csv', bytes));
    expect(rejected(found)).toEqual([[22, expect.stringContaining('乱码')]]);
    expect(bodies(found).at(-1)).toBe('屋顶\ufffd漏水三天没有人来修');
  });

  it('a formula that failed left nothing in its cell', async () => {
    const failed = '<c r="A2" t="e"><f>A1/0</f><v>#DIV/0!</v></c>';
    const path = await save('failed.xlsx', workbook(HEADINGS + row(2, failed, cell('B2', '停水三天了'))));
    expect(itemsOf(await read(path))).toMatchObject([{ title: '', body: '停水三天了' }]);
  });
});
