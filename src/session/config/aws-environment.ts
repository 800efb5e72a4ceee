import { LabError } from '../../errors.js';

const RETRY_MODES = ['legacy', 'standard', 'adaptive'];

/**
 * Refuses wrong settings of the SDK, which the SDK would accept or report only at the first call.
 * @throws LabError CONFIG_INVALID, which names the variable but not an address, because that may contain a password
 */
export function refuseBadAwsSettings(
  env: Readonly<Record<string, string | undefined>>,
  isLocal: boolean,
): void {
  const attempts = env['AWS_MAX_ATTEMPTS'];
  if (attempts && !/^[1-9]\d{0,3}$/.test(attempts)) {
    refuse(`AWS_MAX_ATTEMPTS is "${attempts}", but it must be a number from 1 to 9999.`);
  }
  const mode = env['AWS_RETRY_MODE'];
  if (mode && !RETRY_MODES.includes(mode.toLowerCase())) {
    refuse(`AWS_RETRY_MODE is "${mode}", but it must be one of ${RETRY_MODES.join(', ')}.`);
  }
  // With the local endpoint or this variable, the SDK does not use the addresses.
  if (isLocal || env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true') return;
  for (const [name, value] of Object.entries(env)) {
    if (!/^AWS_ENDPOINT_URL(_[A-Z0-9_]+)?$/.test(name) || !value || isWebAddress(value)) continue;
    refuse(`${name} is not a web address. It must begin with https:// or http:// and a host.`);
  }
}

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  return ['http:', 'https:'].includes(new URL(text).protocol);
}

function refuse(message: string): never {
  throw new LabError('CONFIG_INVALID', message, {
    hint: 'Correct the variable, or unset it.',
  });
}
