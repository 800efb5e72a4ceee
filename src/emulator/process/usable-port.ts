import { once } from 'node:events';
import { createServer } from 'node:net';
import { toListenError } from './errors.js';

/**
 * Refuses a port of 127.0.0.1 that cannot be opened. Port 0 means any free port.
 * @throws EmulatorError PORT_IN_USE or PORT_REFUSED
 */
export async function refuseUnusablePort(port: number): Promise<void> {
  if (port === 0) return;
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch (error) {
    throw toListenError(port, error as NodeJS.ErrnoException);
  }
  server.close();
  await once(server, 'close');
}
