import { loadSharedConfigFiles } from '@smithy/core/config';

/** An endpoint address that a user has configured in place of AWS's. */
export interface ConfiguredEndpoint {
  readonly address: string;
  /** A variable, or the setting of a profile. */
  readonly source: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Finds the configured addresses that the SDK would use. AWS_ENDPOINT_URL takes precedence over the configuration file,
 * where a profile may have an address for all services, and a section with one for each service.
 */
export async function findConfiguredEndpoints(
  profile = 'default',
  env: Variables,
): Promise<ConfiguredEndpoint[]> {
  if (isTrue(env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'])) return [];
  const ofEnvironment = Object.entries(env).flatMap(([name, address]) =>
    address && /^AWS_ENDPOINT_URL(_[A-Z0-9_]+)?$/.test(name) ? [{ address, source: name }] : [],
  );
  if (env['AWS_ENDPOINT_URL']) return ofEnvironment;
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const settings: Variables = { ...credentialsFile[profile], ...configFile[profile] };
  if (isTrue(settings['ignore_configured_endpoint_urls'])) return ofEnvironment;
  const ofServices = Object.entries(configFile[`services.${settings['services']}`] ?? {});
  const all = [['endpoint_url', settings['endpoint_url']] as const, ...ofServices];
  const ofProfile = all.flatMap(([name, address]) =>
    address && name.endsWith('endpoint_url')
      ? [{ address, source: `${name} of profile ${profile}` }]
      : [],
  );
  return [...ofEnvironment, ...ofProfile];
}

function isTrue(value: string | undefined): boolean {
  return value?.toLowerCase() === 'true';
}
