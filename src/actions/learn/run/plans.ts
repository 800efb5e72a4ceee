import { toReadContext } from '../../../engine/context.js';
import { createIamAuthToken } from '../../../iam-auth/index.js';
import { lookups, type ResourceName } from '../../../resources/index.js';
import type { Session } from '../../../session/session.js';
import { invoke } from '../../invoke/index.js';
import type { StepNumber } from '../numbers.js';
import type { LabFacts } from '../step.js';
import {
  cleanUpAsPrinted,
  detachGroup,
  detachPolicy,
  signForWrongNames,
  turnTlsOff,
  useOldToken,
} from './breaks.js';
import type { Outcome } from './outcome.js';
import { EVERYTHING, type Parts } from './parts.js';

/** What running a step does: first its resources, then `show`. */
export interface Plan extends Parts {
  /** Whether the commands of the step contain the network. */
  readonly showsNetwork?: true;
  show?(session: Session, lab: LabFacts): Promise<Outcome>;
}

const USERS: readonly ResourceName[] = ['defaultUser', 'iamUser', 'userGroup', 'cacheUserGroup'];
const ROLE: readonly ResourceName[] = ['role', 'policy', 'connectAttachment'];

/** What each step of the lesson does. */
export const PLANS: Readonly<Record<StepNumber, Plan>> = {
  '1.1': { makes: ['serverlessCache'] },
  '1.2': { needs: ['serverlessCache'], show: showNames },
  '1.3': { makes: ROLE },
  '1.4': { makes: USERS, needs: ['serverlessCache'] },
  '2.1': { show: pack },
  '2.2': { makes: ['executionAttachment'], needs: ['role'] },
  '2.3': {
    makes: ['logGroup', 'function'],
    needs: ['serverlessCache', ...USERS, ...ROLE, 'executionAttachment'],
    showsNetwork: true,
  },
  '3': { needs: EVERYTHING, show: callFunction },
  '4.1': { deletes: ['function'] },
  '4.2': { deletes: ['function', 'serverlessCache', ...USERS] },
  '4.3': { deletes: EVERYTHING },
  '5.1': { needs: EVERYTHING, show: detachPolicy },
  '5.2': { needs: EVERYTHING, show: signForWrongNames },
  '5.3': { needs: EVERYTHING, show: useOldToken },
  '5.4': { needs: EVERYTHING, show: detachGroup },
  '5.5': { needs: EVERYTHING, show: turnTlsOff },
  '5.6': { needs: EVERYTHING, show: cleanUpAsPrinted },
};

async function showNames({ config }: Session, { endpoint }: LabFacts): Promise<Outcome> {
  return {
    facts: [
      { label: 'Connect to', text: `${endpoint?.address}:${endpoint?.port}` },
      { label: 'Sign for', text: config.names.cache },
    ],
  };
}

async function pack(session: Session): Promise<Outcome> {
  const { zip, codeSha256 } = await lookups.deploymentPackage.find(toReadContext(session));
  const size = `${Math.ceil(zip.byteLength / 1024)} KB`;
  return { facts: [{ label: 'Package', text: `${size}, SHA-256 ${codeSha256}` }] };
}

async function callFunction(session: Session): Promise<Outcome> {
  const token = await toShownToken(session);
  const { payload, log } = await invoke.act(session, {});
  const line = log.find((one) => one.startsWith('Success: ')) ?? '';
  return {
    facts: [
      { label: 'Token', text: token },
      { label: 'Reply', text: JSON.stringify(payload) },
      { label: 'Log', text: line },
    ],
  };
}

/** The parameters of a token that are no secrets and do not identify a key. */
const SHOWN = ['Action', 'User', 'ResourceType', 'X-Amz-Expires'];

/** Signs a token as the function does, and returns the part of it that a person may see. */
async function toShownToken({ config, region, target }: Session): Promise<string> {
  const { cache: cacheName, iamUser: userId } = config.names;
  const { credentials } = target.access;
  const token = await createIamAuthToken({ cacheName, userId, region, credentials });
  const [head = '', query = ''] = token.split('?');
  const shown = query.split('&').filter((pair) => SHOWN.includes(pair.split('=')[0] ?? ''));
  return `${head}?${shown.join('&')}&…`;
}
