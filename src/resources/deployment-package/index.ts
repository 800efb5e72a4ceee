import type { Zip } from '../../packaging/zip.js';
import { defineLookup } from '../shared/define.js';

/** The code of the function that the run deploys. */
export const deploymentPackage = defineLookup({
  find: async ({ subject, handlerFolder }) =>
    typeof subject === 'object' ? subject.code : packProofFunction(handlerFolder),
});

/** Packs the lab's own function. */
export async function packProofFunction(handlerFolder: string): Promise<Zip> {
  // Commands that only read never load the zip library.
  const { createDeploymentPackage } = await import('./create.js');
  return createDeploymentPackage(handlerFolder);
}
