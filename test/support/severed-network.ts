import { connect, Socket } from 'node:net';
import type { SocketFactory } from '../../pipeline/bus/kafka/kafka-client.ts';

export interface SeverableNetwork {
  socketFactory: SocketFactory;
  sever(): void;
  mend(): void;
  /** Bytes that have come in so far. */
  received(): number;
}

/** Connections of one "process" of a test: cut at once and for good, as when it is killed. */
export function createSeverableNetwork(): SeverableNetwork {
  let received = 0;
  const open = new Set<Socket>();
  let severed = false;
  return {
    socketFactory({ host, port, onConnect }) {
      if (severed) {
        const refused = new Socket();
        setImmediate(() => refused.destroy(new Error('the network of this process is cut')));
        return refused;
      }
      const socket = connect({ host, port }, onConnect);
      open.add(socket);
      socket.on('close', () => open.delete(socket));
      socket.on('data', (bytes) => {
        received += bytes.length;
      });
      return socket;
    },
    sever() {
      severed = true;
      // With an error, as the system reports a connection whose other side is gone.
      for (const socket of open) socket.destroy(new Error('the connection was reset'));
    },
    mend() {
      severed = false;
    },
    received: () => received,
  };
}
