/** Kinds of personal data, with the words for pages. */
export const MASK_KINDS = {
  account: 'QQ、微信等账号',
  'bank-card': '银行卡号',
  email: '电子邮箱',
  flat: '房间号',
  'id-card': '身份证号',
  landline: '固定电话',
  name: '姓名',
  phone: '手机号',
  plate: '车牌号',
} as const;
export type MaskKind = keyof typeof MASK_KINDS;

/** A stretch of text to hide; signs that separate digits within it stay. UTF-16 offsets, end exclusive. */
export interface Finding {
  kind: MaskKind;
  start: number;
  end: number;
}
