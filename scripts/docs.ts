import { readFileSync, writeFileSync } from 'node:fs';
import { renderDocument } from '../test/emulator/parity/document.js';
import { renderAssumptions } from './docs/assumptions.js';
import { renderErrors } from './docs/errors.js';
import { renderLesson } from './docs/lesson.js';
import { renderStartTimes } from './docs/start-times.js';
import { drawIamAuth } from './pictures/iam-auth-svg.js';
import { drawLab } from './pictures/lab-svg.js';

/** `npm run docs` writes the parts of the docs that come from the code or from the last benchmark. */
const LOCAL = 'docs/LOCAL.md';
const TUTORIAL = 'docs/TUTORIAL.md';
const performance = JSON.parse(readFileSync('docs/performance.json', 'utf8'));
const page = renderStartTimes(readFileSync(LOCAL, 'utf8'), performance);
writeFileSync(LOCAL, await renderDocument(renderAssumptions(page)));
writeFileSync('docs/ERRORS.md', renderErrors());
writeFileSync(TUTORIAL, renderLesson(readFileSync(TUTORIAL, 'utf8')));
for (const theme of ['light', 'dark'] as const) {
  writeFileSync(`docs/pictures/iam-auth-${theme}.svg`, drawIamAuth(theme));
  writeFileSync(`docs/pictures/lab-${theme}.svg`, drawLab(theme));
}
