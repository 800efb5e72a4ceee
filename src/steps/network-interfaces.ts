import { type NetworkInterface, paginateDescribeNetworkInterfaces } from '@aws-sdk/client-ec2';
import { paginateListFunctions, type VpcConfigResponse } from '@aws-sdk/client-lambda';
import { sleep, toPollIntervalMs } from '../aws/wait.js';
import { LabError } from '../errors.js';
import { defineStep, type StepContext } from '../plan/step.js';

/** Lambda frees an interface within about 20 minutes of its last function (Lambda guide, VPC). */
const RELEASE_WITHIN_MS = 25 * 60_000;

/**
 * The interfaces that Lambda made for the function. Nobody makes or deletes them but Lambda, and it
 * needs the role for that: so the role stays until they are gone.
 */
export const networkInterfaces = defineStep({
  name: 'networkInterfaces',
  kind: 'network-interface',
  dependsOn: ['role', 'vpcAttachment'],
  destroyAfter: ['function'],
  isWanted: () => false,

  label: (ctx) => ctx.config.names.function,

  async inspect(ctx) {
    const interfaces = await findInterfaces(ctx);
    if (interfaces.length === 0) return { state: 'absent' };
    return { state: 'in-use', owner: 'lab', found: interfaces };
  },

  ensure: async () => ({ outcome: 'absent', state: 'absent', output: {} }),

  async destroy(ctx, { found = [] }) {
    const others = await findOtherFunctions(ctx);
    const isOurs = (one: NetworkInterface) => !others.some((other) => isUsedBy(one, other));
    const ours = found.filter(isOurs);
    if (ours.length < found.length) {
      const ids = toIds(found.filter((one) => !isOurs(one)));
      note(ctx, `The network interfaces ${ids} are used by other functions too: they stay.`);
    }
    if (ours.length === 0) return 'kept';
    if (!ctx.waitForInterfaces) {
      const ids = toIds(ours);
      note(ctx, `Not waiting for the network interfaces ${ids}: AWS may not release them now.`);
      return 'kept';
    }
    await waitUntilReleased(ctx, isOurs);
    return 'deleted';
  },
});

function note(ctx: StepContext, text: string): void {
  ctx.report({ type: 'note', text });
}

/** The functions in VPCs: Lambda shares an interface among functions with the same subnet and groups. */
async function findOtherFunctions(ctx: StepContext): Promise<VpcConfigResponse[]> {
  const client = await ctx.aws.lambda();
  const others: VpcConfigResponse[] = [];
  for await (const page of paginateListFunctions({ client }, {})) {
    for (const { FunctionName, VpcConfig } of page.Functions ?? []) {
      if (VpcConfig?.SubnetIds?.length && FunctionName !== ctx.resource.name)
        others.push(VpcConfig);
    }
  }
  return others;
}

function isUsedBy(
  one: NetworkInterface,
  { SubnetIds = [], SecurityGroupIds = [] }: VpcConfigResponse,
) {
  const groups = (one.Groups ?? []).map(({ GroupId }) => GroupId ?? '');
  const isSameSet =
    groups.length === SecurityGroupIds.length &&
    groups.every((id) => SecurityGroupIds.includes(id));
  return isSameSet && SubnetIds.includes(one.SubnetId ?? '');
}

/** `AWS Lambda VPC ENI-<function>-<uuid>`: Lambda names the function that it made them for. */
async function findInterfaces(ctx: StepContext): Promise<NetworkInterface[]> {
  const client = await ctx.aws.ec2();
  const prefix = `AWS Lambda VPC ENI-${ctx.resource.name}-`;
  const isOurs = new RegExp(`^${prefix}[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`);
  const pages = paginateDescribeNetworkInterfaces(
    { client },
    { Filters: [{ Name: 'description', Values: [`${prefix}*`] }] },
  );
  const found: NetworkInterface[] = [];
  for await (const page of pages) found.push(...(page.NetworkInterfaces ?? []));
  return found.filter(({ Description }) => isOurs.test(Description ?? ''));
}

function toIds(interfaces: readonly NetworkInterface[]): string {
  return interfaces.map(({ NetworkInterfaceId }) => NetworkInterfaceId).join(', ');
}

async function waitUntilReleased(
  ctx: StepContext,
  isOurs: (one: NetworkInterface) => boolean,
): Promise<void> {
  const started = performance.now();
  for (;;) {
    const interfaces = (await findInterfaces(ctx)).filter(isOurs);
    if (interfaces.length === 0) return;
    const elapsedMs = Math.round(performance.now() - started);
    if (elapsedMs >= RELEASE_WITHIN_MS) {
      throw new LabError(
        'WAIT_TIMEOUT',
        `Lambda has not released the network interfaces ${toIds(interfaces)} yet; the role and its VPC policy stay until then.`,
        { hint: 'Run `valkey-lab down` again later: it goes on from here.' },
      );
    }
    const status = `${interfaces.length} not released`;
    ctx.report({ type: 'waiting', resource: ctx.resource, status, elapsedMs });
    await sleep(toPollIntervalMs(elapsedMs), ctx.signal);
  }
}
