/** Names of the settings that decide whether a service is reached. */
export interface ConnectionSettings {
  /** Where it is. */
  address: string;
  /** Whether the connection is encrypted; that may be part of the address. */
  encryption: string;
  authority: string;
  account: string;
}

/** What to look at, by what the client said when it did not come through; clients give texts, not always codes. */
export function connectionAdvice(said: string, settings: ConnectionSettings): string {
  const { address, encryption, authority, account } = settings;
  const known: readonly [RegExp, string][] = [
    [/certificate has expired/i, '服务器的证书已过期，请它的管理员更换'],
    [/altnames|does not match certificate/i, `服务器的证书不是给这个主机名的，${address} 要用证书上的名字`],
    [
      /self[- ]signed|unable to (?:verify|get)/i,
      `服务器的证书不被信任，请把签发它的机构的证书（PEM 文件）写在 ${authority}`,
    ],
    [
      /wrong version number|before secure TLS|does not match the HTTP|packet length too long|closed connection|socket hang up|other side closed/i,
      `连上即被断开，多半是加密或登录的设置和这个端口不一致，请检查 ${[...new Set([encryption, account, address])].join('、')}`,
    ],
    [/ENOTFOUND|EAI_AGAIN/, `主机名无法解析，请检查 ${address} 和域名服务器`],
    [/ECONNREFUSED/, `那里没有程序在监听，请检查 ${address} 的主机和端口，以及服务是否启动`],
  ];
  return known.find(([pattern]) => pattern.test(said))?.[1] ?? `请检查 ${address}、网络和防火墙`;
}
