import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAuthorities, readSystemAuthorities, writeBundle } from './ca-bundle.js';
import { toFolderError } from './errors.js';

/** What a client needs of an endpoint. `folder` is removed with the endpoint. */
export interface ClientAccess {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly caFile: string;
  readonly folder: string;
}

/** The changes that turn the environment of a process into that of a client of the endpoint. */
export interface ClientEnvironment {
  readonly set: Readonly<Record<string, string>>;
  /** Variables that would lead to another endpoint or to other credentials. */
  readonly unset: readonly string[];
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Variables that an SDK or the AWS CLI prefers to the endpoint or its keys, or that lead to further credentials. */
const RIVALS = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_CREDENTIAL_FILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
];
/** The rivals of which there is one for each service. */
const RIVALS_OF_SERVICES = /^AWS_(ENDPOINT_URL|BEARER_TOKEN)_[A-Z0-9_]+$/;

/** Addresses that no proxy reaches. */
const OWN_HOSTS = ['127.0.0.1', 'localhost'];

/**
 * Returns the environment with which a process uses the endpoint and reaches no account of AWS: the credentials are the
 * endpoint's, AWS's configuration files are empty, and the metadata service of EC2 is off. `caller` are the variables of
 * the process until now. Writes the files that the variables name into the endpoint's folder.
 * @throws EmulatorError FOLDER_UNUSABLE
 */
export function createClientEnvironment(
  access: ClientAccess,
  region: string,
  caller: Variables,
): ClientEnvironment {
  const { endpoint, accessKeyId, secretAccessKey } = access;
  const ofServices = Object.keys(caller).filter((name) => RIVALS_OF_SERVICES.test(name));
  return {
    set: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_EC2_METADATA_DISABLED: 'true',
      // Some providers ignore the variable above. Here they get a refusal at once.
      AWS_EC2_METADATA_SERVICE_ENDPOINT: endpoint,
      ...writeFiles(access, caller),
      NO_PROXY: withOwnHosts(caller['NO_PROXY']),
      no_proxy: withOwnHosts(caller['no_proxy'] ?? caller['NO_PROXY']),
    },
    unset: [...RIVALS, ...ofServices.sort()],
  };
}

function writeFiles({ folder, caFile }: ClientAccess, caller: Variables) {
  const own = join(folder, 'client');
  try {
    mkdirSync(own, { recursive: true, mode: 0o700 });
    const ca = readFileSync(caFile, 'utf8');
    const withRoots = (name: string) =>
      writeBundle(own, readAuthorities(caller[name]) ?? readSystemAuthorities(), ca);
    return {
      AWS_CONFIG_FILE: keepFile(join(own, 'config')),
      AWS_SHARED_CREDENTIALS_FILE: keepFile(join(own, 'credentials')),
      // Node.js adds this file to its own authorities; the other two replace those of their programs.
      NODE_EXTRA_CA_CERTS: writeBundle(
        own,
        readAuthorities(caller['NODE_EXTRA_CA_CERTS']) ?? '',
        ca,
      ),
      SSL_CERT_FILE: withRoots('SSL_CERT_FILE'),
      AWS_CA_BUNDLE: withRoots('AWS_CA_BUNDLE'),
    };
  } catch (error) {
    throw toFolderError(error, own);
  }
}

/** Creates an empty file. Keeps one that a client, such as `aws configure`, has written. */
function keepFile(path: string): string {
  writeFileSync(path, '', { mode: 0o600, flag: 'a' });
  return path;
}

function withOwnHosts(list = ''): string {
  const hosts = list.split(',').map((host) => host.trim());
  if (hosts.includes('*')) return list;
  return [...new Set([...hosts, ...OWN_HOSTS])].filter((host) => host !== '').join(',');
}
