/** Why the outbound gate refuses a request. Closed: a new reason is added here, with its words for pages. */
export const EGRESS_REASONS = {
  'bad-url': '网址无法解析',
  scheme: '只允许 http 和 https',
  credentials: '网址中带有用户名或口令',
  port: '该端口属于其他服务，不允许访问',
  'host-not-listed': '主机不在该来源的允许名单中',
  'private-address': '地址属于本机、内网或保留网段',
  unresolved: '无法解析域名',
  'too-many-redirects': '跳转次数过多',
  'bad-redirect': '跳转目标无效',
} as const;
export type EgressReason = keyof typeof EGRESS_REASONS;

/** The gate said no. Never retried. */
export class EgressRefusedError extends Error {
  override readonly name = 'EgressRefusedError';
  readonly reason: EgressReason;
  readonly url: string;
  constructor(reason: EgressReason, url: string, options?: ErrorOptions) {
    super(`${EGRESS_REASONS[reason]}：${url}`, options);
    this.reason = reason;
    this.url = url;
  }
}
