/** The argument of commands that concern one function of the lab. */
export const FUNCTION_NAME = {
  name: '[function]',
  description: 'the name of a function of yours (default: the proof function)',
} as const;

/** The value of the argument. */
export interface FunctionName {
  readonly function?: string | undefined;
}
