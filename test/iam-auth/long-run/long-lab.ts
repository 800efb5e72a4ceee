import { randomBytes } from 'node:crypto';
import { ElastiCacheClient, ModifyUserCommand } from '@aws-sdk/client-elasticache';
import type { IamCredentials } from '../../../src/iam-auth/index.js';
import { type ClientLab, REGION, startClientLab, USER } from '../../clients/support.js';
import { followClock } from '../../support/iam-clock.js';
import { startTcpRelay, type TcpRelay } from '../../support/tcp-relay.js';

const MINUTE_MS = 60_000;
/** Replaced credentials stay valid for a while, as a role's session does. */
const OVERLAP_MS = 20 * MINUTE_MS;

/** A cache behind a relay, with temporary credentials that a test rotates and a clock that a test moves. */
export interface LongLab extends AsyncDisposable {
  readonly lab: ClientLab;
  readonly relay: TcpRelay;
  /** The options that a client of this library needs to connect. */
  readonly options: ReturnType<typeof toOptions>;
  /** Replaces the credentials. The old credentials expire 20 minutes later. */
  rotate(): void;
  /** Turns the user on or off. Turning it off also ends its connections. */
  letIn(isOn: boolean): Promise<void>;
}

/** Starts an endpoint with one cache. */
export async function startLongLab(): Promise<LongLab> {
  const lab = await startClientLab();
  const { emulator } = lab;
  const relay = await startTcpRelay(lab.port);
  const { endpoint, credentials: administrator } = emulator;
  const aws = new ElastiCacheClient({ endpoint, credentials: administrator, region: REGION });
  let current: Session | undefined;
  const rotate = () => {
    if (current) current.expiresAtMs = emulator.clock.now() + OVERLAP_MS;
    current = openSession(emulator);
  };
  rotate();
  const credentials = async (): Promise<IamCredentials> => {
    if (!current) throw new Error('There is no session.');
    const { accessKeyId, secretAccessKey, sessionToken, expiresAtMs } = current;
    return { accessKeyId, secretAccessKey, sessionToken, expiration: new Date(expiresAtMs) };
  };
  return {
    lab,
    relay,
    options: toOptions(lab, relay, credentials),
    rotate,
    async letIn(isOn) {
      const AccessString = `${isOn ? 'on' : 'off'} ~* +@all`;
      await aws.send(new ModifyUserCommand({ UserId: USER, AccessString }));
    },
    async [Symbol.asyncDispose]() {
      aws.destroy();
      await relay.close();
      await lab[Symbol.asyncDispose]();
    },
  };
}

function toOptions(
  { ca, emulator }: ClientLab,
  { port }: TcpRelay,
  credentials: () => Promise<IamCredentials>,
) {
  return {
    ...{ host: 'localhost', port, ca: String(ca), credentials },
    ...{ cacheName: 'cache-01', userId: USER, region: REGION },
    clock: followClock(emulator.clock),
  };
}

interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly principal: { readonly kind: 'administrator' };
  expiresAtMs: number;
}

/** Creates temporary credentials that the endpoint accepts. */
function openSession({ state, clock }: ClientLab['emulator']): Session {
  const session: Session = {
    accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
    sessionToken: randomBytes(180).toString('base64'),
    principal: { kind: 'administrator' },
    expiresAtMs: clock.now() + 2 * 3_600_000,
  };
  state.credentials.set(session.accessKeyId, session);
  return session;
}
