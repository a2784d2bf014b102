/** Words before an identity number; where they stand, a wrong check digit does not save it. */
export const ID_LABEL = /(?:身份证|身分证|证件)(?:号码?)?[^\d，。；;]{0,6}$/;

/** GB 11643: region, date of birth, sequence, check digit. */
export function isIdCard18(id: string, labelled: boolean): boolean {
  if (!/^\d{17}[\dX]$/.test(id) || !isRegion(id) || !isBirthday(id.slice(6, 14))) return false;
  return labelled || checkSign(id) === id[17];
}

/** The form used until 2004: two-digit year, no sequence check. */
export function isIdCard15(id: string): boolean {
  return /^\d{15}$/.test(id) && isRegion(id) && isBirthday(`19${id.slice(6, 12)}`);
}

/** 15 to 19 digits of a card network with a right Luhn sum. */
export function isBankCard(digits: string): boolean {
  return /^(?:62\d{14,17}|[45]\d{15}|60\d{14,17}|9\d{15,18}|3[57]\d{13,14})$/.test(digits) && luhn(digits);
}

function isRegion(id: string): boolean {
  return /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])\d{2}/.test(id);
}

function isBirthday(digits: string): boolean {
  const [year, month, day] = [Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6))];
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1900 && year < 2100 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

function checkSign(id: string): string | undefined {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(id[i]), 0);
  return '10X98765432'[sum % 11];
}

function luhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, sign, i) => {
    const value = Number(sign) * (i % 2 === 1 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
