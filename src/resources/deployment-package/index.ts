import { defineLookup } from '../shared/define.js';

/** The proof function's code. */
export const deploymentPackage = defineLookup({
  async find({ handlerFolder }) {
    // Loaded only here: commands that only read do without a library for zips.
    const { createDeploymentPackage } = await import('./create.js');
    return createDeploymentPackage(handlerFolder);
  },
});
