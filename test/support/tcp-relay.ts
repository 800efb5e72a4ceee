import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A relay to a port of this machine. It can play the restart of a server. */
export interface TcpRelay {
  readonly port: number;
  /** Cuts every connection, even during a command, and refuses new connections for a moment. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a relay on a free port of 127.0.0.1. */
export async function startTcpRelay(targetPort: number): Promise<TcpRelay> {
  const sockets = new Set<Socket>();
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
  };
  const accept = (client: Socket) => {
    const server = connect(targetPort, '127.0.0.1');
    track(client);
    track(server);
    client.once('close', () => server.destroy()).pipe(server);
    server.once('close', () => client.destroy()).pipe(client);
  };
  let listener = await listen(accept, 0);
  const { port } = listener.address() as AddressInfo;
  const end = async () => {
    const closed = once(listener, 'close');
    listener.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    port,
    async restart() {
      await end();
      listener = await listen(accept, port);
    },
    close: end,
  };
}

async function listen(accept: (client: Socket) => void, port: number): Promise<Server> {
  const server = createServer(accept).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
