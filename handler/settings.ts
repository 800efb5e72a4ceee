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
export function readSettings(environment: Environment): Settings {
  return {
    cacheName: readVariable(environment, 'CACHE_NAME'),
    host: readVariable(environment, 'CACHE_ENDPOINT'),
    port: readPort(environment),
    userId: readVariable(environment, 'CACHE_USER'),
    region: readVariable(environment, 'AWS_REGION'),
  };
}

function readVariable(environment: Environment, name: string): string {
  const value = environment[name];
  if (value) return value;
  throw new Error(
    `The function's environment variable ${name} is not set. Run \`valkey-lab deploy-function\`, which sets it when the cache is available.`,
  );
}

function readPort(environment: Environment): number {
  const text = readVariable(environment, 'CACHE_PORT');
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Error(`The function's environment variable CACHE_PORT is not a port number: ${text}.`);
}
