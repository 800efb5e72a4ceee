import type { Check } from '../../resources/shared/check.js';

/** The minimum version in package.json. */
const MINIMUM = [20, 19] as const;

/** Checks the version of Node.js that runs this program. */
export const node: Check<unknown> = {
  name: 'node',
  async run() {
    return judgeNode(process.versions.node);
  },
};

/** Judges a version of Node.js, such as `20.19.0`. */
export function judgeNode(version: string) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const message = `Node.js ${version}.`;
  if (major < MINIMUM[0] || (major === MINIMUM[0] && minor < MINIMUM[1])) {
    const remedy = `Install Node.js ${MINIMUM.join('.')} or later.`;
    return { state: 'failed', message, remedy } as const;
  }
  if (major < 22) {
    return {
      state: 'warning',
      message: `Node.js ${version}: AWS SDKs from 2027 on need Node.js 22.`,
      remedy: 'Install Node.js 22 or 24 when you can. This version of valkey-lab works without it.',
    } as const;
  }
  return { state: 'ok', message } as const;
}
