import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { connectionAdvice } from '../../../pipeline/connection-advice.ts';
import { freePorts } from '../../services/ports.ts';

const SETTINGS = { address: 'ADDRESS', encryption: 'ENCRYPTION', authority: 'AUTHORITY', account: 'ACCOUNT' };
const servers: Server[] = [];
afterAll(() => {
  for (const server of servers) server.close();
});

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}

/** What the client of Node itself says of an address. */
function saidOf(url: string): Promise<string> {
  return fetch(url).then(
    () => 'it answered',
    (error: unknown) => (error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)),
  );
}

describe('advice on a connection that does not come about', () => {
  it('follows what clients really say', async () => {
    const [nobody = 0] = await freePorts(1);
    const web = await listening(createHttpServer());
    const slammed = await listening(createServer((socket) => socket.end()));
    const cases = [
      [`http://127.0.0.1:${nobody}`, /没有程序在监听.*ADDRESS/],
      ['http://nobody.invalid', /主机名无法解析.*ADDRESS/],
      [`https://127.0.0.1:${web}`, /连上即被断开.*ENCRYPTION、ACCOUNT、ADDRESS/],
      [`http://127.0.0.1:${slammed}`, /连上即被断开/],
    ] as const;
    for (const [url, words] of cases) expect(connectionAdvice(await saidOf(url), SETTINGS)).toMatch(words);
  });

  it.each([
    ['self-signed certificate in certificate chain', /不被信任.*AUTHORITY/],
    ['unable to verify the first certificate', /不被信任.*AUTHORITY/],
    ['certificate has expired', /已过期/],
    [
      "Hostname/IP does not match certificate's altnames: Host: a. is not in the cert's altnames: DNS:b",
      /ADDRESS 要用/,
    ],
    ['Request timed out', /请检查 ADDRESS、网络和防火墙/],
  ])('tells certificates apart: %s', (said, words) => {
    expect(connectionAdvice(said, SETTINGS)).toMatch(words);
  });

  it('names a setting once where one stands for two', () => {
    const advice = connectionAdvice('socket hang up', { ...SETTINGS, encryption: 'ADDRESS' });
    expect(advice.match(/ADDRESS/g)).toHaveLength(1);
  });
});
