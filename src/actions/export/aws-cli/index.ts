import type { ExportedLab } from '../lab.js';
import { renderDown } from './down.js';
import { renderReadme } from './readme.js';
import { renderUp } from './up.js';

/** Returns the scripts of the AWS CLI, and their README. */
export function renderAwsCli(lab: ExportedLab) {
  return {
    'up.sh': { content: renderUp(lab), isExecutable: true },
    'down.sh': { content: renderDown(lab), isExecutable: true },
    'README.md': { content: renderReadme(lab), isExecutable: false },
  };
}
