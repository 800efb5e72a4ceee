import { LabError } from '../errors.js';
import { checkName } from './config/names.js';
import type { LabConfig } from './config.js';

/** The code and the settings of a user's function, ready to deploy. */
export interface UserFunction {
  readonly code: { readonly zip: Uint8Array; readonly codeSha256: string };
  readonly runtime: string;
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** Environment variables besides the lab's own. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * A function of the lab. `proof`: the lab's own. `existing`: a user's, whose code and settings are right as they are. Otherwise
 * a user's that the run deploys.
 */
export type FunctionSubject = 'proof' | 'existing' | UserFunction;

interface Bindable {
  readonly config: LabConfig;
  readonly subject: FunctionSubject;
}

/** Returns a session in which the function is another one of the lab. The name has the lab's prefix. */
export function withFunction<S extends Bindable>(
  session: S,
  name: string,
  subject: FunctionSubject = 'existing',
): S {
  const { config } = session;
  const names = { ...config.names, function: name, logGroup: `/aws/lambda/${name}` };
  return { ...session, subject, config: { ...config, names } };
}

/**
 * Returns a session for the function that a user names, without the lab's prefix. Without a name, it is the proof function.
 * @throws LabError CONFIG_INVALID when AWS would not accept the name
 */
export function withNamedFunction<S extends Bindable>(session: S, name: string | undefined): S {
  if (name === undefined) return session;
  const full = toFunctionName(session.config, 'The name of the function', name);
  return full === session.config.names.function ? session : withFunction(session, full);
}

/**
 * Adds the lab's prefix to the name of a function.
 * @throws LabError CONFIG_INVALID when AWS would not accept it; `setting` says where the name is from
 */
export function toFunctionName({ lab }: LabConfig, setting: string, name: string): string {
  return checkName('function', setting, lab ? `${lab}-${name}` : name);
}

/** @throws LabError CONFIG_INVALID when a user's function would replace the lab's own */
export function refuseProofName({ names }: LabConfig, name: string): void {
  if (name !== names.function) return;
  throw new LabError('CONFIG_INVALID', `${name} is the name of the lab's own function.`, {
    hint: 'Choose another name for yours with --name.',
  });
}
