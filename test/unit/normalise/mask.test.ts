import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskPersonalData } from '../../../pipeline/normalise/mask.ts';

const mask = (text: string) => maskPersonalData(text).text;

describe('maskPersonalData', () => {
  it.each([
    ['电话13812345678', '电话***********', 'phone'],
    ['138 1234 5678', '*** **** ****', 'phone'],
    ['138-1234-5678', '***-****-****', 'phone'],
    ['+86 138-1234-5678', '+** ***-****-****', 'phone'],
    ['手机:0086-13812345678', '手机:****-***********', 'phone'],
    ['８６１３８１２３４５６７８', '*************', 'phone'],
    ['１３８１２３４５６７８', '***********', 'phone'],
    ['2019-04-25 09:32 13812345678', '2019-04-25 09:32 ***********', 'phone'],
    ['电话：0635-8212345', '电话：****-*******', 'landline'],
    ['(0635)8212345', '(****)*******', 'landline'],
    ['06358212345', '***********', 'landline'],
    ['010-66556655', '***-********', 'landline'],
    ['联系电话8212345', '联系电话*******', 'landline'],
    ['11010519491231002X', '******************', 'id-card'],
    ['身份证号372501199001011234', '身份证号******************', 'id-card'],
    ['372501900101123', '***************', 'id-card'],
    ['6222021234567890128', '*******************', 'bank-card'],
    ['卡号6222021234567890123', '卡号*******************', 'bank-card'],
    ['鲁P12345', '鲁P*****', 'plate'],
    ['鲁P·D12345违停', '鲁P·******违停', 'plate'],
    ['鲁A12345F', '鲁A******', 'plate'],
    ['邮箱zhang.san@example.com', '邮箱*****.***@*******.***', 'email'],
    ['QQ：123456789', 'QQ：*********', 'account'],
    ['QQ群号123456789', 'QQ群号*********', 'account'],
    ['微信号abc_12345', '微信号***_*****', 'account'],
    ['加VX:zhang3344', '加VX:*********', 'account'],
    ['3栋2单元501室', '3栋2单元***室', 'flat'],
    ['3号楼1201', '3号楼****', 'flat'],
    ['a栋803业主', 'a栋***业主', 'flat'],
    ['5-2-501室', '5-2-***室', 'flat'],
    ['8栋702、703业主', '8栋***、***业主', 'flat'],
    ['我叫张三，', '我叫张*，', 'name'],
    ['我叫张三是本市人', '我叫张*是本市人', 'name'],
    ['联系人：李四', '联系人：李*', 'name'],
    ['联系人:欧阳小明', '联系人:欧阳**', 'name'],
    ['业主王小明，反映', '业主王**，反映', 'name'],
    ['我是王小明。', '我是王**。', 'name'],
    ['张小红女士', '张**女士', 'name'],
    ['投诉人：陈黎电话：无', '投诉人：陈*电话：无', 'name'],
  ])('hides %s', (text, masked, kind) => {
    expect(maskPersonalData(text)).toEqual({ text: masked, kinds: [kind] });
  });

  it.each([
    '拨打12345或12319、110、119',
    '热线400-123-4567，客服95588',
    '留言编号13812345678',
    '工单号20190425093209123',
    '项目编号370000201904250001',
    '聊住建发〔2019〕15号',
    '2019年4月25日至2019-05-01 09:32:09',
    '时间戳1556155929123',
    '总价13800000000元，面积1234567㎡',
    '单价8500元，首付300000',
    '3栋1200户，2栋226户居民，17栋3楼',
    '1号楼2019年交房，5栋300多家',
    '比例为0.13812345678',
    '张先生、李女士和王某某反映',
    '物业主张收费，业主张贴公告，业主高度重视',
    '我是本市居民，本人在外地',
    '楼盘名字和编号都对',
    '山东省A12栋，川渝两地，鲁班奖2019',
    '版本1.2.3，IP 10.1.2.3',
  ])('keeps %s', (text) => {
    expect(maskPersonalData(text)).toEqual({ text, kinds: [] });
  });

  it('names every kind once, sorted', () => {
    const { text, kinds } = maskPersonalData('我叫张三，电话13812345678，13912345678，住3栋2单元501室，车牌鲁P12345');
    expect(kinds).toEqual(['flat', 'name', 'phone', 'plate']);
    expect(text).toBe('我叫张*，电话***********，***********，住3栋2单元***室，车牌鲁P*****');
  });

  it('takes a name beside a telephone number', () => {
    expect(mask('王五 13812345678')).toBe('王* ***********');
    expect(mask('联系电话 赵小六（手机：13912345678）')).toBe('联系电话 赵**（手机：***********）');
  });

  it('keeps the length, every white space, and changes nothing the second time', () => {
    const piece = fc.constantFrom(
      ...[
        '138',
        '1234',
        '5678',
        '13812345678',
        '-',
        ' ',
        '电话',
        '我叫',
        '张三',
        '业主',
        '王小明',
        '栋',
        '501',
        '室',
        '鲁P',
      ],
      ...[
        '12345',
        '@',
        'a.b',
        'QQ',
        '微信',
        '，',
        '：',
        '\n',
        '😀',
        '\ud800',
        '先生',
        '（',
        '）',
        '身份证',
        '372501199001011234',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        const masked = mask(text);
        expect(masked.length).toBe(text.length);
        for (let i = 0; i < text.length; i++) if (masked[i] !== text[i]) expect(masked[i]).toBe('*');
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes time in step with length', () => {
    const time = (text: string) => {
      const before = performance.now();
      mask(text);
      return performance.now() - before;
    };
    for (const piece of ['1', '1 ', '138-', '我叫', '业主王', '@', 'a@', 'QQ', '鲁P1', '501室', '先生', 'VX']) {
      time(piece.repeat(1_000));
      const short = Math.max(time(piece.repeat(10_000)), 10);
      expect(time(piece.repeat(100_000)), piece).toBeLessThan(70 * short);
    }
  });
});
