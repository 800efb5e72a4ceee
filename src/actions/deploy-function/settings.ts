import { LabError } from '../../errors.js';
import type { DeployFunctionOptions, FunctionOptions } from '../options.js';

/** Lambda sets these variables, and refuses a function that names one of them (F6.24). */
const RESERVED = [
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_DEFAULT_REGION',
  'AWS_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_MAX_CONCURRENCY',
  'AWS_LAMBDA_METADATA_API',
  'AWS_LAMBDA_METADATA_TOKEN',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
];

/** The lab sets these, so that the function finds its cache. */
const OF_LAB = ['CACHE_NAME', 'CACHE_ENDPOINT', 'CACHE_PORT', 'CACHE_USER'];

/** Lambda's limit for all variables together (F6.24). */
const MAX_BYTES = 4096;

/**
 * Refuses settings of a function that Lambda would not accept, and settings of a function without its path.
 * @throws LabError CONFIG_INVALID
 */
export function refuseBadSettings({ path, ...options }: DeployFunctionOptions): void {
  if (path === undefined) refuseWithoutPath(options);
  refuseBadFunctionSettings(options);
}

/** @throws LabError CONFIG_INVALID when Lambda would not accept a setting */
export function refuseBadFunctionSettings(options: FunctionOptions): void {
  const { memory, functionTimeout, env = {} } = options;
  refuseOutside('--memory', memory, [128, 10_240]);
  refuseOutside('--function-timeout', functionTimeout, [1, 900]);
  refuseBadVariables(env);
}

function refuseWithoutPath(options: FunctionOptions): void {
  const { name, handler, runtime, memory, functionTimeout, env } = options;
  const given = {
    ...{ '--name': name, '--handler': handler, '--runtime': runtime, '--memory': memory },
    ...{ '--function-timeout': functionTimeout, '--env': env },
  };
  const [option] = Object.entries(given).find(([, value]) => value !== undefined) ?? [];
  if (option === undefined) return;
  throw new LabError('CONFIG_INVALID', `${option} needs the path of a function of yours.`, {
    hint: { text: 'Write {command}.', command: ['deploy-function', 'PATH', option, 'VALUE'] },
  });
}

function refuseOutside(
  option: string,
  value: number | undefined,
  [least, most]: readonly [number, number],
): void {
  if (value === undefined) return;
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new LabError(
    'CONFIG_INVALID',
    `${option} is "${value}", but must be a whole number from ${least} to ${most}.`,
  );
}

function refuseBadVariables(env: Readonly<Record<string, string>>): void {
  const names = Object.keys(env);
  const bad = names.find((name) => !/^[a-zA-Z]\w+$/.test(name) && !RESERVED.includes(name));
  if (bad !== undefined) {
    throw new LabError(
      'CONFIG_INVALID',
      `--env has the name "${bad}", but a name has at least two characters, starts with a letter, and contains only letters, digits and _.`,
    );
  }
  const reserved = names.find((name) => RESERVED.includes(name) || OF_LAB.includes(name));
  if (reserved !== undefined) {
    const who = OF_LAB.includes(reserved) ? 'the lab' : 'Lambda';
    throw new LabError('CONFIG_INVALID', `--env has the name "${reserved}", which ${who} sets.`, {
      hint: 'Choose another name.',
    });
  }
  const bytes = names.reduce((sum, name) => sum + Buffer.byteLength(`${name}${env[name]}`), 0);
  if (bytes > MAX_BYTES) {
    throw new LabError(
      'CONFIG_INVALID',
      `--env has ${bytes} bytes, but Lambda accepts at most ${MAX_BYTES} for all variables together.`,
    );
  }
}
