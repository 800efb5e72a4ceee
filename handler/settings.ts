/** What the function is told by its environment. */
export interface Settings {
  readonly cacheName: string;
  readonly host: string;
  readonly port: number;
  readonly userId: string;
  readonly region: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the function's environment variables; throws with the name of the one that is missing or wrong. */
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
    `The function's environment variable ${name} is not set. Run \`valkey-lab deploy-function\`: it sets it as soon as the cache is available.`,
  );
}

function readPort(environment: Environment): number {
  const text = readVariable(environment, 'CACHE_PORT');
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Error(`The function's environment variable CACHE_PORT is not a port: ${text}.`);
}
