import { renderHint } from '../../src/cli/rendering/hint.js';
import { CATALOG, toHint } from '../../src/errors.js';

/** Without options of a user. */
const LINE = { program: 'valkey-lab', repeated: [], sweep: [] };

/** Renders docs/ERRORS.md, the catalogue of errors. */
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

Each expected failure has a code. The terminal and the \`--json\` document (\`error.code\`) show the same code. The message says
what failed, why, and what to do next. If AWS refused a call, the message also names the service, the operation,
AWS's error code and the request id, which AWS Support asks for. Any other failure shows a stack trace and is a bug.

\`\`\`
Error RESOURCE_MISSING: The function AccessValkey does not exist.
  Next: Run \`valkey-lab deploy-function\`, or \`valkey-lab up\`, first.
\`\`\`

This page gives the usual next step. When the program knows more about the cause, it suggests a more specific step.

${sections.join('\n\n')}
`;
}
