import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  type FunctionConfiguration,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  ListTagsCommand,
  TagResourceCommand,
  UpdateFunctionConfigurationCommand,
  type UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';
import type { AlternativeOf } from '../../../src/emulator/index.js';
import type { ProbeEvent, ProbeReply } from '../function/index.js';
import { packProbeFunction } from '../function/package.js';
import {
  attempt,
  insist,
  isNotFound,
  isSettled,
  LAG_LIMIT_MS,
  type Probe,
  pollUntil,
  type Tried,
} from '../probe.js';
import type { Network } from './network.js';

const CHANGED_TAG = 'valkey-lab:changed';
/** By then, a read shows that a function is being created, and its network is not ready. */
const FIRST_LOOK_MS = 10_000;

/** Creates the probe function in the VPC, reads it, and invokes it as soon as it is active. */
export async function probeFunction(probe: Probe, network: Network): Promise<void> {
  const { target, journal } = probe;
  const subnetId = await createInServedZone(probe, network);
  const createdMs = target.now();
  const created = await readFunction(probe);
  await probePendingDeletion(probe, { ...network, subnetIds: [subnetId] });
  await target.sleep(FIRST_LOOK_MS);
  const seen = await readFunction(probe);
  if (seen.ok && !isActive(seen)) journal.judge('lambda-states', findStates(seen.value.State));
  else journal.miss('lambda-states', 'The resource changed before the probe could look.');
  await pollUntil(probe, () => readFunction(probe), isActive);
  const createMs = target.now() - createdMs;
  journal.wait('function-active', createMs);
  await probeFirstInvoke(probe);
  await removePendingFunction(probe);
  await target.sleep(LAG_LIMIT_MS);
  await probeReads(probe, created);
  await target.sleep(LAG_LIMIT_MS);
  await probeUpdates(probe, { createMs, network: { ...network, subnetIds: [subnetId] } });
}

/** Invokes the probe function. Throws when the function fails. */
export async function invokeProbe(probe: Probe, event: ProbeEvent): Promise<ProbeReply> {
  const { target, names } = probe;
  const Payload = JSON.stringify(event);
  const call = new InvokeCommand({ FunctionName: names.function, Payload });
  const { FunctionError, Payload: answer } = await target.clients.invoker.send(call);
  if (FunctionError) throw new Error(`The probe function failed: ${FunctionError}.`);
  return JSON.parse(Buffer.from(answer ?? []).toString('utf8'));
}

/** Tries one zone after another: Lambda does not serve all of them. Returns the subnet that it takes. */
async function createInServedZone(probe: Probe, network: Network): Promise<string> {
  for (const subnetId of network.subnetIds) {
    const inZone = { ...network, subnetIds: [subnetId] };
    const created = await attempt(
      insist(
        probe,
        () => create(probe, probe.names.function, inZone),
        ({ message }) => /cannot be assumed|does not have permissions|throttled/.test(message),
      ),
    );
    if (created.ok) return subnetId;
    if (!/zone/i.test(created.message)) throw created.error;
  }
  throw new Error('Lambda serves no zone of the default VPC.');
}

async function create(probe: Probe, name: string, network: Network): Promise<unknown> {
  const { target, names, tags, account } = probe;
  return target.clients.lambda.send(
    new CreateFunctionCommand({
      ...{ FunctionName: name, Runtime: 'nodejs24.x', Handler: 'index.handler' },
      ...{ Timeout: 60, MemorySize: 256, Tags: { ...tags } },
      Role: `arn:${account.partition}:iam::${account.id}:role/${names.role}`,
      Code: { ZipFile: await packProbeFunction() },
      VpcConfig: {
        SubnetIds: [...network.subnetIds],
        SecurityGroupIds: [network.securityGroupId],
      },
    }),
  );
}

/** Creates a function with a role that was just created. */
export async function probeNewRole(probe: Probe, network: Network): Promise<void> {
  const { journal, names } = probe;
  for (const subnetId of network.subnetIds) {
    const inZone = { ...network, subnetIds: [subnetId] };
    const created = await attempt(create(probe, names.shortFunction, inZone));
    if (!created.ok && /zone/i.test(created.message)) continue;
    journal.judge('new-roles', findNewRoles(created));
    if (created.ok) await removePendingFunction(probe);
    return;
  }
}

function findNewRoles(created: Tried<unknown>): AlternativeOf<'new-roles'> | undefined {
  if (created.ok) return 'assumable';
  if (created.message.includes('cannot be assumed')) return 'refused';
  if (created.message.includes('does not have permissions')) return 'without-permissions';
  return created.message.includes('throttled by EC2') ? 'throttled-by-ec2' : undefined;
}

/** Creates a second function and deletes it at once. */
async function probePendingDeletion(probe: Probe, network: Network): Promise<void> {
  await create(probe, probe.names.shortFunction, network);
  const deleted = await attempt(deleteFunction(probe, probe.names.shortFunction));
  if (deleted.ok) return probe.journal.observe('pending-deletion', 'accepted');
  const isConflict = deleted.code.startsWith('ResourceConflict');
  if (isConflict) probe.journal.observe('pending-deletion', 'refused');
  else probe.journal.miss('pending-deletion', 'The answer fits no alternative.');
}

async function removePendingFunction(probe: Probe): Promise<void> {
  const remove = () => deleteFunction(probe, probe.names.shortFunction);
  await attempt(insist(probe, remove, ({ code }) => code.startsWith('ResourceConflict')));
}

/** Deletes a function. */
export function deleteFunction({ target }: Probe, FunctionName: string): Promise<unknown> {
  return target.clients.lambda.send(new DeleteFunctionCommand({ FunctionName }));
}

async function probeFirstInvoke(probe: Probe): Promise<void> {
  const first = await attempt(invokeProbe(probe, {}));
  if (first.ok) probe.journal.observe('first-invoke', 'ready');
  else if (first.code.startsWith('ENINotReady')) {
    probe.journal.observe('first-invoke', 'interface-not-ready');
  } else probe.journal.miss('first-invoke', 'The answer fits no alternative.');
  if (!first.ok) await warmUp(probe);
}

/** Invokes the function until it answers. */
async function warmUp(probe: Probe): Promise<void> {
  await insist(
    probe,
    () => invokeProbe(probe, {}),
    ({ code }) => /ENINotReady|ResourceConflict|ResourceNotReady|EC2/.test(code),
  );
}

async function probeReads(probe: Probe, created: Tried<FunctionConfiguration>): Promise<void> {
  const { target, journal, names, account } = probe;
  const { lambda } = target.clients;
  const place = `${account.partition}:lambda:${target.region}:${account.id}`;
  const Resource = `arn:${place}:function:${names.function}`;
  await lambda.send(new TagResourceCommand({ Resource, Tags: { [CHANGED_TAG]: 'true' } }));
  const changed = await attempt(lambda.send(new ListTagsCommand({ Resource })));
  const keys = changed.ok ? Object.keys(changed.value.Tags ?? {}) : [];
  if (!changed.ok && isNotFound(changed)) return journal.observe('lambda-reads', 'not-found');
  if (changed.ok && keys.length === 0) return journal.observe('lambda-reads', 'empty');
  const isCurrent = created.ok && keys.includes(CHANGED_TAG);
  journal.observe('lambda-reads', isCurrent ? 'at-once' : 'stale');
}

/** Measures an update, and one that names the network without changing it. */
async function probeUpdates(
  probe: Probe,
  { createMs, network }: { createMs: number; network: Network },
): Promise<void> {
  const { journal } = probe;
  const startMs = await update(probe, { Description: 'first' });
  const during = await attempt(invokeProbe(probe, {}));
  if (during.ok) journal.observe('invoke-during-update', 'old-revision');
  else if (during.code.startsWith('ResourceConflict')) {
    journal.observe('invoke-during-update', 'refused');
  } else journal.miss('invoke-during-update', 'The answer fits no alternative.');
  const plainMs = await waitForUpdate(probe, 'first', startMs);
  journal.wait('function-update', plainMs);
  await probe.target.sleep(LAG_LIMIT_MS);
  const VpcConfig = {
    SubnetIds: [...network.subnetIds],
    SecurityGroupIds: [network.securityGroupId],
  };
  const vpcStartMs = await update(probe, { Description: 'second', VpcConfig });
  const vpcMs = await waitForUpdate(probe, 'second', vpcStartMs);
  journal.wait('function-vpc-update', vpcMs);
  // Closer to the time of a create call than to that of a plain update, as a ratio.
  const isLong = vpcMs ** 2 > Math.max(plainMs, 1) * createMs;
  journal.observe('vpc-updates', isLong ? 'like-creates' : 'quick');
  await warmUp(probe);
}

async function update(
  { target, names }: Probe,
  change: Omit<UpdateFunctionConfigurationCommandInput, 'FunctionName'>,
): Promise<number> {
  const command = new UpdateFunctionConfigurationCommand({
    FunctionName: names.function,
    ...change,
  });
  await target.clients.lambda.send(command);
  return target.now();
}

/** Waits until a read shows the new description and no update in progress. */
async function waitForUpdate(probe: Probe, description: string, startMs: number): Promise<number> {
  await pollUntil(
    probe,
    () => readFunction(probe),
    (read) =>
      read.ok &&
      read.value.Description === description &&
      /^successful$/i.test(read.value.LastUpdateStatus ?? ''),
    { everyMs: 1_000 },
  );
  return probe.target.now() - startMs;
}

function readFunction({ target, names }: Probe): Promise<Tried<FunctionConfiguration>> {
  const command = new GetFunctionConfigurationCommand({ FunctionName: names.function });
  return attempt(target.clients.lambda.send(command));
}

function isActive(read: Tried<FunctionConfiguration>): boolean {
  return read.ok && isSettled(read.value.State);
}

function findStates(state: string | undefined): AlternativeOf<'lambda-states'> {
  if (state === undefined) return 'missing';
  if (state === 'Pending') return 'documented';
  return state === 'PENDING' ? 'upper-case' : 'undocumented';
}
