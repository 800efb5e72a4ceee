import { withLocalAws } from './local-aws.mjs';

/** What `bench` is asked for: as much at once as a laptop can do with. */
const ARGS = ['bench', '--count', '1000', '--concurrency', '50', '--json', '--quiet'];
/** The rest of the time is to be the service's. */
const SHARE_PERCENT = 20;
/** A warm invocation from a laptop, most of it the way. */
const AWAY_MS = 100;

/**
 * How much of the time that `bench` measures is its own: on this machine, where program, endpoint and fifty
 * functions share the processors, and with Lambda as far away as it mostly is.
 */
export async function measureClient(workspace) {
  return withLocalAws({}, async (aws) => {
    const env = aws.env();
    await workspace.run(['up', '--quiet'], { env });
    const near = await runBench(workspace, env);
    aws.setFaults({ rules: [{ kind: 'delay', ms: AWAY_MS, operation: 'Invoke' }] });
    const away = await runBench(workspace, env);
    return [
      ...toMeasurements('bench, 50 at once, functions on the same processors', near),
      ...toMeasurements(`bench, 50 at once, Lambda ${AWAY_MS} ms away`, away),
    ];
  });
}

async function runBench(workspace, env) {
  return JSON.parse((await workspace.run(ARGS, { env })).stdout);
}

function toMeasurements(name, { clientShare, clientBusyRatio, throughputPerSecond }) {
  return [
    { name: `${name}: its own share`, unit: '%', value: clientShare * 100, below: SHARE_PERCENT },
    { name: `${name}: at work`, unit: '%', value: clientBusyRatio * 100 },
    { name: `${name}: invocations a second`, unit: '/s', value: throughputPerSecond },
  ];
}
