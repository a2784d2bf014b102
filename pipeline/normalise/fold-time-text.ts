/**
 * Makes the ways to print a time alike: full-width signs to ASCII, Chinese numerals before a unit to digits, white
 * space to single spaces. Lengths change; only for reading times.
 */
export function foldTimeText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[－—–‐−]/g, '-')
    .replace(/[〇○]/g, '零')
    .replace(/點/g, '点')
    .replace(/時/g, '时')
    .replace(/[零一二三四五六七八九十廿卅两]+(?=个?半?(?:年|月|日|号|时|点|分|秒|天|小时|钟头|周|星期))/g, toDigits)
    .replace(/(?<=[点时])[零一二三四五六七八九十]+(?![\d刻])/g, toDigits)
    .replace(/\s+/g, ' ')
    .trim();
}

const DIGITS = '零一二三四五六七八九';

/** 二零一九 → 2019, 二十五 → 25, 廿五 → 25, 十 → 10, 零五 → 05. */
function toDigits(numeral: string): string {
  const spelled = numeral.replace(/廿/g, '二十').replace(/卅/g, '三十').replace(/两/g, '二');
  if (!spelled.includes('十')) return [...spelled].map((sign) => DIGITS.indexOf(sign)).join('');
  const [tens = '', units = ''] = spelled.replace(/^零/, '').split('十');
  const ten = tens === '' ? 1 : DIGITS.indexOf(tens);
  const unit = units === '' ? 0 : DIGITS.indexOf(units.replace(/^零/, ''));
  return String(ten * 10 + unit);
}
