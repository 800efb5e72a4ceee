import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { IamCredentials } from '../../../../src/iam-auth/index.js';
import { openIoredis } from '../../../clients/ioredis.js';
import { type ClientLab, REGION, startClientLab, USER } from '../../../clients/support.js';

export const ACCOUNT = '123456789012';
export const CACHE_ARN = `arn:aws:elasticache:${REGION}:${ACCOUNT}:serverlesscache:cache-01`;
export const USER_ARN = `arn:aws:elasticache:${REGION}:${ACCOUNT}:user:${USER}`;

export type Statement = Readonly<Record<string, unknown>>;

/** Creates a statement that allows connecting, with changed parts. */
export const allow = (changes: Statement = {}): Statement => ({
  ...{ Effect: 'Allow', Action: 'elasticache:Connect', Resource: [CACHE_ARN, USER_ARN] },
  ...changes,
});
export const deny = (changes: Statement = {}) => allow({ Effect: 'Deny', ...changes });
export const toDocument = (...statements: readonly Statement[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

const TRUST = toDocument({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'sts:AssumeRole',
});

/** A cache, a role with policies for it, and clients. */
export interface RoleLab extends AsyncDisposable {
  readonly client: ClientLab;
  readonly iam: IAMClient;
  readonly elasticache: ElastiCacheClient;
  readonly log: string[];
  readonly RoleName: string;
  /** Creates the role. With a name, the new role becomes the lab's role. */
  createRole(name?: string): Promise<unknown>;
  putPolicy(...statements: readonly Statement[]): Promise<unknown>;
  /** Creates and attaches a policy, and returns its ARN. */
  attachPolicy(...statements: readonly Statement[]): Promise<string>;
  openSession(): Promise<IamCredentials>;
  /** Logs in. Returns `ok`, or the rule in the log after checking that the client has received WRONGPASS. */
  logIn(session?: IamCredentials): Promise<string>;
}

/** Starts one lab for the following tests, with a new role for each test. `set` receives the lab first. */
export function useRoleLab(set: (lab: RoleLab) => void): void {
  let lab: RoleLab;
  beforeAll(async () => {
    lab = await startRoleLab();
    set(lab);
  });
  afterAll(() => lab[Symbol.asyncDispose]());
  beforeEach(async ({ task }) => {
    lab.log.length = 0;
    await lab.createRole(`role-${task.id}`);
  });
}

async function startRoleLab(): Promise<RoleLab> {
  const client = await startClientLab();
  const { endpoint, credentials } = client.emulator;
  const config = { endpoint, credentials, region: REGION };
  const iam = new IAMClient(config);
  const sts = new STSClient(config);
  const elasticache = new ElastiCacheClient(config);
  let RoleName = '';

  async function openSession(): Promise<IamCredentials> {
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/${RoleName}`;
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test' }),
    );
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = Credentials ?? {};
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
  }

  return {
    client,
    iam,
    elasticache,
    log: client.log,
    get RoleName() {
      return RoleName;
    },
    createRole(name = RoleName) {
      RoleName = name;
      return iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
    },
    putPolicy: (...statements) =>
      iam.send(
        new PutRolePolicyCommand({
          ...{ RoleName, PolicyName: 'connect' },
          PolicyDocument: toDocument(...statements),
        }),
      ),
    async attachPolicy(...statements) {
      const PolicyDocument = toDocument(...statements);
      const made = await iam.send(
        new CreatePolicyCommand({ PolicyName: `of-${RoleName}`, PolicyDocument }),
      );
      const PolicyArn = made.Policy?.Arn ?? '';
      await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
      return PolicyArn;
    },
    openSession,
    async logIn(session) {
      const signer = session ?? (await openSession());
      const password = await client.token({ signer });
      const login = { protocol: 2, username: USER, password } as const;
      const error = await openIoredis(Redis, { lab: client, ...login }).then(
        (open) => void open.close(),
        (refusal: Error) => refusal,
      );
      if (!error) return 'ok';
      expect(error.message).toContain(
        'WRONGPASS invalid username-password pair or user is disabled',
      );
      return /refused \((.*?)\): ./.exec(client.log.at(-1) ?? '')?.[1] ?? 'not logged';
    },
    async [Symbol.asyncDispose]() {
      for (const one of [iam, sts, elasticache]) one.destroy();
      await client[Symbol.asyncDispose]();
    },
  };
}
