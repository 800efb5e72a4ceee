/** The function's settings, from its environment variables. */
export interface Settings {
  readonly cacheName: string;
  readonly host: string;
  readonly port: number;
  readonly userId: string;
  readonly region: string;
}
type Environment = Readonly<Record<string, string | undefined>>;
/** Reads the function's environment variables. Throws an error that names a missing or wrong variable. */
export declare function readSettings(environment: Environment): Settings;
