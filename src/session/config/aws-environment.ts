import { LabError } from '../../errors.js';

const RETRY_MODES = ['legacy', 'standard', 'adaptive'];

/**
 * Refuses settings of the SDK's that it would take, or trip over at the first call.
 * @throws LabError CONFIG_INVALID, naming the variable; an address is not repeated, it may hold a password
 */
export function refuseBadAwsSettings(
  env: Readonly<Record<string, string | undefined>>,
  isLocal: boolean,
): void {
  const attempts = env['AWS_MAX_ATTEMPTS'];
  if (attempts && !/^[1-9]\d{0,3}$/.test(attempts)) {
    refuse(`AWS_MAX_ATTEMPTS is "${attempts}", but it is a number from 1 to 9999.`);
  }
  const mode = env['AWS_RETRY_MODE'];
  if (mode && !RETRY_MODES.includes(mode.toLowerCase())) {
    refuse(`AWS_RETRY_MODE is "${mode}", but it is ${RETRY_MODES.join(', ')}.`);
  }
  // The local endpoint's address is known; the SDK does not look at these then.
  if (isLocal || env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true') return;
  for (const [name, value] of Object.entries(env)) {
    if (!/^AWS_ENDPOINT_URL(_[A-Z0-9_]+)?$/.test(name) || !value || isWebAddress(value)) continue;
    refuse(`${name} is not a web address: it begins with https:// or http:// and a host.`);
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
