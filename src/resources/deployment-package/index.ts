import { defineLookup } from '../shared/define.js';

/** The proof function's code. */
export const deploymentPackage = defineLookup({
  async find({ handlerFolder }) {
    // Commands that only read never load the zip library.
    const { createDeploymentPackage } = await import('./create.js');
    return createDeploymentPackage(handlerFolder);
  },
});
