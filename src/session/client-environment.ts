import type { LabConfig } from './config.js';
import type { ClientEnvironment, EndpointRecord } from './local-endpoint.js';
import { withLocalErrors } from './local-errors.js';
import { toLocalRegion } from './target.js';

export type { ClientEnvironment, EndpointRecord };

/**
 * Returns how this process's environment becomes that of a client of the local endpoint, which reaches no account of AWS.
 * Writes the files that the variables name into the endpoint's folder.
 * @throws LabError LOCAL_FAILED
 */
export async function toClientEnvironment(
  config: LabConfig,
  record: EndpointRecord,
): Promise<ClientEnvironment> {
  const { createClientEnvironment } = await import('./local-endpoint.js');
  return withLocalErrors(async () =>
    createClientEnvironment(record, toLocalRegion(config), process.env),
  );
}
