import { DescribeNetworkInterfacesCommand, type NetworkInterface } from '@aws-sdk/client-ec2';
import type { Probe } from '../probe.js';

const LIMIT_MS = 1_500_000;
const LOOK_EVERY_MS = 10_000;

/** Watches the interface of a function that was deleted at `deletedMs`, until it is released or gone. */
export async function probeInterfaces(probe: Probe, deletedMs: number): Promise<void> {
  const { target, journal } = probe;
  let isSeen = false;
  while (target.now() - deletedMs < LIMIT_MS) {
    const [found] = await findInterfaces(probe);
    if (!found && isSeen) {
      journal.wait('interface-gone', target.now() - deletedMs);
      return journal.observe('lambda-interfaces', 'in-use-until-deleted');
    }
    if (!found) return journal.miss('lambda-interfaces', NOT_SEEN);
    isSeen = true;
    if (found.Status === 'available') {
      journal.wait('interface-available', target.now() - deletedMs);
      const keepsType = found.InterfaceType === 'lambda';
      return journal.observe('lambda-interfaces', keepsType ? 'same-type' : 'two-phases');
    }
    await target.sleep(LOOK_EVERY_MS);
  }
  journal.miss(
    'lambda-interfaces',
    'The network interface was still in use at the end of the run.',
  );
}

/** Finds the interfaces of the probes' functions by their description (F6.8). */
export async function findInterfaces({ target, names }: Probe): Promise<NetworkInterface[]> {
  const own = [names.function, names.shortFunction];
  const command = new DescribeNetworkInterfacesCommand({
    Filters: [{ Name: 'description', Values: own.map((name) => `AWS Lambda VPC ENI-${name}-*`) }],
  });
  const { NetworkInterfaces = [] } = await target.clients.ec2.send(command);
  return NetworkInterfaces.filter(({ Description = '' }) =>
    own.some((name) => toDescription(name).test(Description)),
  );
}

const NOT_SEEN = 'The resource changed before the probe could look.';

function toDescription(name: string): RegExp {
  return new RegExp(`^AWS Lambda VPC ENI-${name}-[\\da-f]{8}(-[\\da-f]{4}){3}-[\\da-f]{12}$`);
}
