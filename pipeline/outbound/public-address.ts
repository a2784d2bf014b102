import ipaddr from 'ipaddr.js';

/** Allocated global unicast; everything outside is reserved, local or a translation prefix. */
const GLOBAL_V6 = ipaddr.IPv6.parseCIDR('2000::/3');
/** Answers on the host network of a public cloud although the address itself is public (Azure WireServer). */
const CLOUD_HOST_SERVICES = new Set(['168.63.129.16']);

/**
 * Whether the address is one on the public internet. IPv4-mapped IPv6 is judged as the IPv4 it stands for; forms that
 * embed an IPv4 for a translator or tunnel (NAT64, 6to4, Teredo, IPv4-compatible) are refused whatever they embed.
 */
export function isPublicAddress(text: string): boolean {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (!ipaddr.isValid(bare) || bare.includes('%')) return false;
  const address = ipaddr.process(bare);
  if (CLOUD_HOST_SERVICES.has(address.toString())) return false;
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4 || address.match(GLOBAL_V6);
}

/** Whether a URL's host part is an IP literal (the URL parser has already turned odd spellings into plain ones). */
export function isIpLiteral(hostname: string): boolean {
  return hostname.startsWith('[') || ipaddr.IPv4.isValidFourPartDecimal(hostname);
}
