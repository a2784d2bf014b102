import { sha256 } from '../../pipeline/model/ids.ts';
import { createRandom } from './random.ts';

export interface JudgedPost {
  title: string;
  text: string;
  ours: boolean;
}

const PLACES = ['河东', '城南', '新区', '老街', '车站', '东门', '西门', '北路'];
const TAILS = ['没有人管', '希望尽快处理', '已经很久了', '请给个说法', '大家都很着急', '来电话也没用'];
/** Both kinds speak of leaks, so that rules alone cannot tell them apart; the words beside tell. */
const OURS = ['屋顶漏水，物业维修拖延', '房屋渗水，开发商交房质量差', '屋顶渗水，墙体开裂装修返工'];
const OTHERS = ['屋顶漏水泡坏手机，售后保修推诿', '房屋渗水弄湿电脑，售后退货纠纷', '屋顶漏水淋坏家具，商家退款纠纷'];

/** Made-up posts, half of them the bureau's; the seed makes them the same again. */
export function judgedPosts(count: number, seed: number): JudgedPost[] {
  const random = createRandom(seed);
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? '';
  return Array.from({ length: count }, (_, index) => {
    const ours = index % 2 === 0;
    return { title: '', text: `${pick(PLACES)}第${index}次说：${pick(ours ? OURS : OTHERS)}，${pick(TAILS)}。`, ours };
  });
}

export const hashOf = ({ title, text }: JudgedPost) => sha256(`${title}\n${text}`);
