import { createRandom } from '../random.ts';
import type { PrivateText } from './private-texts.ts';

/** Texts full of numbers and words that name nobody: nothing in them may be hidden. By the seed. */
export function publicTexts(count: number, seed: number): PrivateText[] {
  const random = createRandom(seed);
  const number = (from: number, to: number) => String(from + Math.floor(random() * (to - from + 1)));
  const date = () => `${number(2010, 2026)}年${number(1, 12)}月${number(1, 28)}日`;
  const sources: readonly (readonly [string, () => string])[] = [
    ['date', () => `${date()}至${date()}一直没有交房`],
    ['time', () => `2024-0${number(1, 9)}-${number(10, 28)} ${number(10, 23)}:${number(10, 59)}:${number(10, 59)}停电`],
    ['amount', () => `总价${number(100_000, 99_999_999)}元，首付${number(10_000, 999_999)}元`],
    ['area', () => `建筑面积${number(60, 200)}.${number(10, 99)}平方米，占地${number(10_000, 999_999)}平`],
    ['households', () => `${number(1, 30)}栋${number(100, 999)}户，共${number(1_000, 9_999)}人`],
    ['building', () => `${number(1, 30)}号楼${number(2010, 2026)}年交房，${number(1, 9)}单元漏水`],
    ['hotline', () => `拨打12345、12319、110、119和12315都没有用`],
    ['service number', () => `热线400-${number(100, 999)}-${number(1000, 9999)}，客服955${number(10, 99)}`],
    ['document', () => `住建发〔20${number(10, 26)}〕${number(1, 200)}号，国办发[2016]61号`],
    ['order', () => `工单号20240${number(100_000_000_000, 999_999_999_999)}，请查`],
    ['message', () => `留言编号1${number(3_000_000_000, 8_999_999_999)}`],
    ['project', () => `项目编号3715${number(10_000_000_000_000, 99_999_999_999_999)}`],
    ['licence', () => `预售许可证号${number(20_100_000, 20_269_999)}，信用代码91371500MA3${number(100000, 999999)}`],
    ['bus', () => `${number(100, 999)}路公交车，K${number(100, 999)}次，G${number(100, 999)}国道`],
    [
      'share',
      () => `增长${number(1, 99)}.${number(100_000, 999_999)}%，比例0.1${number(3_000_000_000, 8_999_999_999)}`,
    ],
    [
      'version',
      () => `系统版本${number(1, 9)}.${number(1, 20)}.${number(1, 30)}，地址10.0.${number(1, 254)}.${number(1, 254)}`,
    ],
    ['address of respect', () => `张先生、李女士、王某某和赵主任都知道`],
    ['owners', () => `业主高度重视，业主张贴公告，物业主张收费，居民高兴`],
    ['self', () => `本人在外地工作，我是本市居民，我叫苦连天`],
    ['role', () => `联系人请留意，举报人权益受保护，投诉人多次来电`],
    ['words with numerals', () => `一二三四五六七都要查，三五成群，七八十户，九九归一`],
    ['numerals in a row', () => `二〇二${number(1, 5)}年一月，二零一九年十一月三十日，第一百二十三条`],
    ['building in numerals', () => `三号楼二单元的电梯、六层楼、五六百户、四栋楼`],
    ['province', () => `川渝两地、鲁班奖20${number(10, 26)}、沪A股、京沪高铁`],
  ];
  return Array.from({ length: count }, (_, i) => {
    const [form, make] = sources[i % sources.length] ?? ['', () => ''];
    return { kind: 'public', form, text: make(), secret: null };
  });
}
