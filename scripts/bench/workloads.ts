import { execute } from './processes.js';
import type { Measurement } from './report.js';

/** Goal: time on the own way, relative to a relay that does not parse the traffic. */
const GOAL = 1.15;
/**
 * Number of pairs (own, peer) for each workload. A single short measurement varies by 30 % on a small machine,
 * depending on which processors run the client, the program and the server. The median of many pairs is stable.
 */
const TURNS = 4;

/** Options of `valkey-benchmark` for each workload. */
const WORKLOADS = [
  { name: 'GET, 1 client', requests: 5_000, options: ['-t', 'get', '-c', '1'] },
  { name: 'GET, 50 clients', requests: 20_000, options: ['-t', 'get', '-c', '50'] },
  { name: 'pipelined SET', requests: 200_000, options: ['-t', 'set', '-c', '20', '-P', '32'] },
  { name: 'GET of 100 KB', requests: 3_000, options: ['-t', 'get', '-c', '20', '-d', '100000'] },
  { name: 'SET of 100 KB', requests: 3_000, options: ['-t', 'set', '-c', '20', '-d', '100000'] },
] as const;

/** Two ways to a cache, as options of `valkey-benchmark`. */
interface Ways {
  readonly name: string;
  readonly own: readonly string[];
  readonly peer: { readonly name: string; readonly args: readonly string[] };
}

/** Measures the milliseconds that each workload takes on both ways. */
export async function measureWays({ name: subject, own, peer }: Ways): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const { name, requests, options } of WORKLOADS) {
    const measure = (way: readonly string[]) => benchmark([...way, ...options], requests);
    for (const way of [own, peer.args]) {
      const fill = options.map((option) => (option === 'get' ? 'set' : option));
      await benchmark([...way, ...fill], 100); // a GET needs a value
      await measure(way); // compiles the code
    }
    for (let turn = 0; turn < TURNS; turn++) {
      // Alternate the order, because a busy second must not always hit the same one.
      const isBack = turn % 2 === 1;
      const early = await measure(isBack ? peer.args : own);
      const late = await measure(isBack ? own : peer.args);
      measurements.push({
        name: `${subject}: ${name} (${requests} requests)`,
        ...{ unit: 'ms', goal: { ratio: GOAL } },
        value: isBack ? late : early,
        peer: { name: peer.name, value: isBack ? early : late },
      });
    }
  }
  return measurements;
}

async function benchmark(args: readonly string[], requests: number): Promise<number> {
  const all = ['--csv', ...args, '-n', String(requests)];
  const { stdout } = await execute('valkey-benchmark', all);
  const perSecond = Number(/^"(?:GET|SET)","([\d.]+)"/m.exec(stdout)?.[1]);
  if (!(perSecond > 0)) throw new Error(`valkey-benchmark reported no result:\n${stdout}`);
  return (requests / perSecond) * 1_000;
}
