import { renderHint } from '../../src/cli/rendering/hint.js';
import { CATALOG, toHint } from '../../src/errors.js';

/** Without options of a user. */
const LINE = { program: 'valkey-lab', repeated: [], sweep: [] };

/** docs/ERRORS.md: the catalogue of errors. */
export function renderErrors(): string {
  const entries = Object.entries(CATALOG).sort(([a], [b]) => (a < b ? -1 : 1));
  const sections = entries.map(([code, { exitCode, cause, hint }]) =>
    [
      `## ${code}`,
      `Exit code ${exitCode}.`,
      `**Why.** ${cause}`,
      `**What next.** ${renderHint(toHint(hint), LINE)}`,
    ].join('\n\n'),
  );
  return `# Errors

Each failure that the program expects has a code, the same on the terminal and in the document of \`--json\`
(\`error.code\`). What is shown says what failed, why, and what to do next; where AWS refused a call, also the
service, the operation, AWS's own code and the request id, which AWS's support asks for. What is not in this
list shows a stack: that is a bug, please report it.

\`\`\`
Error RESOURCE_MISSING: The function AccessValkey does not exist.
  Next: Run \`valkey-lab deploy-function\`, or \`valkey-lab up\`, first.
\`\`\`

The next step given here is the usual one; where more is known, the program gives a better one.

${sections.join('\n\n')}
`;
}
