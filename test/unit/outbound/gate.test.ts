import { describe, expect, it } from 'vitest';
import { checkEgress, createGate, hostListed } from '../../../pipeline/outbound/gate.ts';
import { isPublicAddress } from '../../../pipeline/outbound/public-address.ts';

const NAMES: Record<string, string[]> = {
  'www.example.com': ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'],
  'inside.example.com': ['10.1.2.3'],
  'half.example.com': ['93.184.215.14', '127.0.0.1'],
  'six.example.com': ['::1'],
  localhost: ['127.0.0.1'],
  rsshub: ['172.18.0.5'],
  'empty.example.com': [],
};
const resolve = async (name: string) => {
  const found = NAMES[name];
  if (!found) throw Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
  return found;
};
const ask = (url: string, allow: string[] = []) => checkEgress(url, { resolve, allow });

describe('addresses', () => {
  it.each([
    '127.0.0.1',
    '127.8.9.1',
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.100.100.200',
    '192.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.7',
    '203.0.113.9',
    '192.88.99.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '168.63.129.16',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::8.8.8.8',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2002:808:808::1',
    '2001::1',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '2001:db8::1',
    '3fff::1',
    '2001:2::1',
    '2001:10::1',
    '2001:20::1',
    '100::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '4000::1',
    '5f00::1',
    'nonsense',
    '',
  ])('%s is not public', (address) => expect(isPublicAddress(address)).toBe(false));

  it.each([
    '8.8.8.8',
    '223.5.5.5',
    '114.114.114.114',
    '::ffff:8.8.8.8',
    '2400:3200::1',
    '2606:4700::1111',
    '[2400:3200::1]',
  ])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));
});

describe('checkEgress', () => {
  it.each([
    ['http://127.0.0.1/', 'private-address'],
    ['http://127.1/', 'private-address'],
    ['http://2130706433/', 'private-address'],
    ['http://0x7f000001/', 'private-address'],
    ['http://0177.0.0.1/', 'private-address'],
    ['http://0x7f.1/', 'private-address'],
    ['http://１２７.０.０.１/', 'private-address'],
    ['http://[::1]/', 'private-address'],
    ['http://[::ffff:127.0.0.1]/', 'private-address'],
    ['http://[::127.0.0.1]/', 'private-address'],
    ['http://[64:ff9b::10.0.0.1]/', 'private-address'],
    ['http://169.254.169.254/latest/meta-data/', 'private-address'],
    ['http://localhost/', 'private-address'],
    ['http://inside.example.com/', 'private-address'],
    ['http://half.example.com/', 'private-address'],
    ['http://six.example.com/', 'private-address'],
    ['http://unknown.example.com/', 'unresolved'],
    ['http://empty.example.com/', 'unresolved'],
    ['ftp://www.example.com/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['gopher://www.example.com/', 'scheme'],
    ['javascript:alert(1)', 'scheme'],
    ['http://user@www.example.com/', 'credentials'],
    ['http://user:secret@www.example.com/', 'credentials'],
    ['http://www.example.com:22/', 'port'],
    ['http://www.example.com:6379/', 'port'],
    ['not an address', 'bad-url'],
    ['http://', 'bad-url'],
    ['http://[::1', 'bad-url'],
    ['http://256.256.256.256/', 'bad-url'],
  ])('%s: %s', async (url, reason) => {
    expect(await ask(url)).toMatchObject({ url, allowed: false, reason });
  });

  it.each([
    'http://www.example.com/',
    'https://www.example.com:8443/a?b=c',
    'https://8.8.8.8/',
    'http://[2400:3200::1]:8080/',
  ])('%s may be asked', async (url) =>
    expect(await ask(url)).toEqual({ url, allowed: true, reason: null, message: null }),
  );

  it('gives the reason in Chinese', async () => {
    expect((await ask('http://127.0.0.1/')).message).toContain('内网');
  });

  it('opens exactly the pair of host and port that was allowed', async () => {
    const allow = ['127.0.0.1:8080', 'rsshub:1200'];
    expect((await ask('http://127.0.0.1:8080/x', allow)).allowed).toBe(true);
    expect((await ask('http://rsshub:1200/weibo', allow)).allowed).toBe(true);
    expect((await ask('http://127.0.0.1:8081/', allow)).reason).toBe('private-address');
    expect((await ask('http://127.0.0.1/', allow)).reason).toBe('private-address');
    expect((await ask('http://localhost:8080/', allow)).reason).toBe('private-address');
    expect((await ask('http://[::1]:8080/', allow)).reason).toBe('private-address');
    expect((await ask('http://rsshub:1201/', allow)).reason).toBe('private-address');
  });

  it('keeps a source to its hosts', async () => {
    const hosts = ['www.example.com', '*.gov.example'];
    expect((await checkEgress('http://8.8.8.8/', { resolve, hosts })).reason).toBe('host-not-listed');
    expect(hostListed('a.gov.example', hosts)).toBe(true);
    expect(hostListed('WWW.example.com.', hosts)).toBe(true);
    expect(hostListed('evilgov.example', hosts)).toBe(false);
    expect(hostListed('gov.example', hosts)).toBe(false);
    expect(hostListed('www.example.com.evil.org', hosts)).toBe(false);
  });
});

describe('the lookup of a socket', () => {
  const lookup = (url: string, options: object) =>
    new Promise((done) => {
      createGate({ resolve }).lookupFor(new URL(url))('ignored', options, (error, address, family) =>
        done(error ?? { address, family }),
      );
    });

  it('hands out checked addresses only', async () => {
    expect(await lookup('http://www.example.com/', {})).toEqual({ address: '93.184.215.14', family: 4 });
    expect(await lookup('http://www.example.com/', { family: 6 })).toMatchObject({ family: 6 });
    expect(await lookup('http://www.example.com/', { all: true })).toMatchObject({
      address: [{ family: 4 }, { family: 6 }],
    });
    expect(await lookup('http://half.example.com/', { all: true })).toMatchObject({ reason: 'private-address' });
    expect(await lookup('http://unknown.example.com/', {})).toMatchObject({ reason: 'unresolved' });
  });
});
