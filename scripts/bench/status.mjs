import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { withLocalAws } from './local-aws.mjs';

const RATIO = 1.2;
const MEMORY_MB = 110;
/** Short runs differ much: several in each round, in turns. */
const PAIRS = 3;
const MB = 1024 * 1024;

/** `status` on a complete lab, beside the same calls in a bare script; and the memory that `up` takes. */
export async function measureStatus(workspace) {
  // Slow enough that it waits for a while.
  return withLocalAws({ pace: '0.02' }, async (aws) => {
    const env = aws.env();
    const peak = await workspace.measureMemory(['up', '--quiet'], { env });
    const bare = await workspace.bundle('bare-status');
    const ec2 = new EC2Client(aws.clientConfig());
    const { Subnets } = await ec2.send(new DescribeSubnetsCommand({}));
    ec2.destroy();
    const script = [bare, ...Subnets.map(({ SubnetId }) => SubnetId)];
    const measurements = [
      { name: 'peak memory of up', unit: 'MB', value: peak / MB, below: MEMORY_MB },
    ];
    for (let pair = 1; pair <= PAIRS; pair++) {
      const plain = await workspace.runNode(script, { env });
      const status = await workspace.run(['status', '--json', '--quiet'], { env });
      measurements.push({
        name: 'status of a complete lab',
        ...{ unit: 'ms', value: status.elapsedMs, ratioBelow: RATIO },
        peer: { name: 'the same calls at once, bare', value: plain.elapsedMs },
      });
    }
    return measurements;
  });
}
