import { LabError } from '../errors.js';
import type { LabConfig } from './config.js';
import type { CompatibilityRow } from './local-endpoint.js';
import { withLocalErrors } from './local-errors.js';

export type { CompatibilityRow } from './local-endpoint.js';

/**
 * Returns the compatibility report of the running local endpoint. `reset`: the report is empty afterwards.
 * @throws LabError LOCAL_NOT_RUNNING, LOCAL_FAILED
 */
export async function readLocalReport(
  config: LabConfig,
  reset: boolean,
): Promise<readonly CompatibilityRow[]> {
  const { readReport } = await import('./local-endpoint.js');
  const rows = await withLocalErrors(() => readReport(config.localDir, reset));
  if (rows) return rows;
  throw new LabError('LOCAL_NOT_RUNNING', 'No local endpoint is running, so it has no report.');
}
