import { IamAuthError } from './error.js';
import type { IoredisLike } from './ioredis-like.js';

/**
 * Makes the error of a command say why the client has no connection. ioredis rejects waiting commands with its own errors,
 * such as MaxRetriesPerRequestError. Their `cause` becomes the `IamAuthError` of the last attempt to connect.
 */
export function nameLoginFailures(client: IoredisLike): void {
  let failure: IamAuthError | undefined;
  client.on('ready', () => {
    failure = undefined;
  });
  client.on('error', (error) => {
    // On an open connection, the error is that of a renewal, and no command failed because of it.
    if (client.status !== 'ready' && error instanceof IamAuthError) failure = error;
  });
  const { sendCommand } = client;
  client.sendCommand = (command, stream) => {
    const { reject } = command;
    command.reject = (error) => {
      const isBare = error instanceof Error && error !== failure && error.cause === undefined;
      if (failure && isBare) error.cause = failure;
      reject(error);
    };
    return sendCommand.call(client, command, stream);
  };
}
