import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LambdaLab } from './lambda-lab.js';

/** A function whose calls wait in the handler until the gate opens, so they run at the same time. */
export async function createGate(lab: LambdaLab) {
  const folder = join(lab.folder, 'gate');
  await mkdir(folder);
  await lab.create('gate', {
    'index.mjs': `
      import { existsSync, writeFileSync } from 'node:fs';
      import { setTimeout } from 'node:timers/promises';
      export const handler = async ({ folder }, { awsRequestId }) => {
        writeFileSync(folder + '/' + awsRequestId, '');
        while (!existsSync(folder + '/open')) await setTimeout(5);
        return process.pid;
      };`,
  });
  return {
    invoke: () => lab.invoke('gate', { folder }),
    countEntered: async () => (await readdir(folder)).length,
    open: () => writeFile(join(folder, 'open'), ''),
  };
}
