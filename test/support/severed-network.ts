import { connect, Socket } from 'node:net';
import type { SocketFactory } from '../../pipeline/bus/kafka/kafka-client.ts';

/** Connections of one "process" of a test: cut at once and for good, as when it is killed. */
export function createSeverableNetwork(): { socketFactory: SocketFactory; sever(): void; mend(): void } {
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
  };
}
