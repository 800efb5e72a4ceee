import { LabError } from '../errors.js';
import type { LabConfig } from './config.js';
import { withLocalErrors } from './local-errors.js';

/** The address of a console. It works once. */
export interface ConsoleAddress {
  readonly url: string;
  readonly expiresInMs: number;
  /** A file for this user only that leads a browser there, if one was asked for. */
  readonly redirectFile: string | undefined;
}

/**
 * Returns the address of the running endpoint's console.
 * @throws LabError LOCAL_NOT_RUNNING, LOCAL_FAILED
 */
export async function openLocalConsole(
  config: LabConfig,
  withRedirect: boolean,
): Promise<ConsoleAddress> {
  const { openConsole } = await import('./local-endpoint.js');
  const address = await withLocalErrors(() => openConsole(config.localDir, { withRedirect }));
  if (address) return address;
  throw new LabError('LOCAL_NOT_RUNNING', 'No local endpoint is running, so it has no console.');
}
