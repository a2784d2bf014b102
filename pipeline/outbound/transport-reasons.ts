/** Why a request that the gate let out came to nothing. Closed: a new reason is added here, with its words for pages. */
export const TRANSPORT_REASONS = {
  'connection-refused': '连接被拒绝',
  'connection-lost': '连接中断',
  'network-down': '网络不可达',
  timeout: '超时',
  tls: '证书或加密协商失败',
  'too-large': '内容超出大小上限',
  'bad-encoding': '压缩内容无法解开',
  stopped: '请求被停止',
} as const;
export type TransportReason = keyof typeof TRANSPORT_REASONS | 'unresolved';

/** For pages and people. */
export const TRANSPORT_WORDS: Readonly<Record<TransportReason, string>> = {
  ...TRANSPORT_REASONS,
  unresolved: '无法解析域名',
};

/** A request failed on its way, for a named reason. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  readonly reason: TransportReason;
  /** Address and what is known beside it. */
  readonly detail: string;
  /** Worth another try soon. */
  readonly retryable: boolean;
  constructor(reason: TransportReason, detail: string, options: ErrorOptions & { retryable?: boolean } = {}) {
    super(`${TRANSPORT_WORDS[reason]}（${detail}）`, options);
    this.reason = reason;
    this.detail = detail;
    this.retryable = options.retryable ?? false;
  }
}
