import { connect, type Socket } from 'node:net';
import type { EgressLog } from './egress-log.ts';
import { EgressRefusedError } from './egress-reasons.ts';
import type { Gate } from './gate.ts';

/** A plain socket to a mail server, connected only to an address that the gate has checked. */
export type OpenMailSocket = (host: string, port: number) => Promise<Socket>;

const CONNECT_TIMEOUT_MS = 15_000;

/** Throws EgressRefusedError, or the socket's own error when nobody is there. */
export function createMailSocket(gate: Gate, record: ReturnType<EgressLog['recorder']>): OpenMailSocket {
  return async (host, port) => {
    const url = `smtp://${host}:${port}`;
    const told = { method: 'SMTP', url, status: null, bytes: 0 };
    try {
      // The gate knows http; host and port are what it judges.
      const [address] = await gate.resolve(new URL(`http://${host}:${port}`));
      if (address === undefined) throw new EgressRefusedError('unresolved', url);
      const socket = await opened(address, port);
      record({ ...told, address, problem: null });
      return socket;
    } catch (error) {
      record({
        ...told,
        address: null,
        problem: error instanceof EgressRefusedError ? error.reason : 'connection-refused',
      });
      throw error;
    }
  };
}

function opened(address: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port });
    const late = setTimeout(() => socket.destroy(new Error('timeout')), CONNECT_TIMEOUT_MS);
    socket.once('error', (error) => {
      clearTimeout(late);
      reject(error);
    });
    socket.once('connect', () => {
      clearTimeout(late);
      socket.removeAllListeners('error');
      resolve(socket);
    });
  });
}
