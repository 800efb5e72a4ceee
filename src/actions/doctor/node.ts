import type { Check } from '../../resources/shared/check.js';

/** What package.json asks for. */
const LEAST = [20, 19] as const;

/** The Node.js that runs this program. */
export const node: Check<unknown> = {
  name: 'node',
  async run() {
    return judgeNode(process.versions.node);
  },
};

/** What a version of Node.js is good for. */
export function judgeNode(version: string) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const message = `Node.js ${version}.`;
  if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1])) {
    const remedy = `Install Node.js ${LEAST.join('.')} or later.`;
    return { state: 'failed', message, remedy } as const;
  }
  if (major < 22) {
    return {
      state: 'warning',
      message: `Node.js ${version}: AWS SDKs of 2027 and later need 22.`,
      remedy: 'Install Node.js 22 or 24 when you can; this version of valkey-lab works as it is.',
    } as const;
  }
  return { state: 'ok', message } as const;
}
