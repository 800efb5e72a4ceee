import { defineLookup } from '../shared/define.js';

/** The code of the function that the run deploys. */
export const deploymentPackage = defineLookup({
  async find({ subject, handlerFolder }) {
    if (typeof subject === 'object') return subject.code;
    // Commands that only read never load the zip library.
    const { createDeploymentPackage } = await import('./create.js');
    return createDeploymentPackage(handlerFolder);
  },
});
