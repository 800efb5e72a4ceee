import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** A moto server, another emulator of AWS. It answers any credentials. */
export interface Moto extends AsyncDisposable {
  readonly origin: string;
}

/** Starts `moto_server`, which must be on the PATH, on a free port of 127.0.0.1. Disposing ends it. */
export async function startMoto(): Promise<Moto> {
  const port = await findFreePort();
  const origin = `http://127.0.0.1:${port}`;
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
    env,
    stdio: 'ignore',
  });
  const isUp = () =>
    fetch(`${origin}/moto-api/`).then(
      () => true,
      () => false,
    );
  for (let waited = 0; waited < 200 && !(await isUp()); waited += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    origin,
    async [Symbol.asyncDispose]() {
      server.kill();
      await once(server, 'exit');
    },
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
