import { inspect } from 'node:util';
import type { NormalizedSchema } from '@smithy/core/schema';
import { services } from '../../../src/emulator/services/index.js';
import { AwsFault } from '../../../src/emulator/wire/fault.js';
import { getInputSchema, listRequiredMembers } from '../../../src/emulator/wire/schema.js';
import type { ServedOperation, ServiceModel } from '../../../src/emulator/wire/service-model.js';
import { createInput, resolve } from './sample.js';
import { BASES, BESIDE, REFUSED_BY_AWS, REFUSED_VALUES } from './values.js';
import { listPaths, watch } from './watch.js';
import { createWorld } from './world.js';

/** What happens to the members of an operation's input. Paths are those of AWS's model (`VpcConfig.SubnetIds`). */
export interface Observation {
  readonly model: ServiceModel;
  readonly operation: ServedOperation;
  /** Members that the operation reads. */
  readonly honoured: readonly string[];
  /** Members that are read and stored. The service declares that the emulator does not play their effect. */
  readonly stored: readonly string[];
  /** Members for which an error says that they, or their value, are not served. */
  readonly refused: readonly string[];
  /** Members that the operation never reads. */
  readonly ignored: readonly string[];
}

/** One call with one member more than the operation needs. */
interface Trial {
  readonly set: readonly string[];
  readonly read: ReadonlySet<string>;
  /** Members whose value is in the account after the call, and was not before. */
  readonly kept: ReadonlySet<string>;
  readonly refusal?: string | undefined;
}

/** How the endpoint says that it does not support something of AWS. */
const REFUSAL =
  /not served|served here|cannot be read here|cannot run here|needs subnets with IPv6/;
/** EC2's error for a successful dry run. */
const DRY_RUN = 'DryRunOperation';

/** Calls every operation with every member of AWS's model, and observes which members are read and stored. */
export async function observeAll(): Promise<Observation[]> {
  const all: Observation[] = [];
  const problems: string[] = [];
  for (const model of services) {
    for (const operation of model.operations) {
      const observation = await observe(model, operation).catch((error: Error) => error.message);
      if (typeof observation === 'string') problems.push(`${operation.name}: ${observation}`);
      else all.push(observation);
    }
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return all;
}

/** Throws if a call with a valid member fails, or if a member declared as stored is not stored. */
export async function observe(
  model: ServiceModel,
  operation: ServedOperation,
): Promise<Observation> {
  const schema = getInputSchema(operation.schema);
  const names = schema.isUnitSchema() ? [] : [...schema.structIterator()].map(([name]) => name);
  const required = listRequiredMembers(schema);
  const trials = [await attempt({ model, operation }, required)];
  for (const name of names.slice(required.length)) {
    trials.push(await attempt({ model, operation }, [...required, name], name));
  }
  const values = Object.entries(REFUSED_VALUES).flatMap(([id, value]) => {
    const [owner, ...path] = id.split('.');
    return owner === operation.name ? [{ path: path.join('.'), value }] : [];
  });
  for (const { path, value } of values) {
    const trial = await attempt({ model, operation }, required, path, value);
    if (!trial.refusal) throw new Error(`${operation.name} serves ${path} ${inspect(value)}.`);
  }
  return { model, operation, ...judge({ model, schema, trials, values }) };
}

function judge({
  model,
  schema,
  trials,
  values,
}: {
  model: ServiceModel;
  schema: NormalizedSchema;
  trials: readonly Trial[];
  values: readonly { path: string; value: unknown }[];
}): Omit<Observation, 'model' | 'operation'> {
  const refused = trials.flatMap(({ refusal }) => refusal ?? []);
  const order = schema.isUnitSchema() ? [] : [...schema.structIterator()].map(([name]) => name);
  const rank = (path: string) => order.indexOf(path.split('.')[0] ?? '');
  const set = [...new Set(trials.flatMap((trial) => trial.set))].sort((a, b) => rank(a) - rank(b));
  const accepted = set.filter((path) => !refused.some((one) => isWithin(path, one)));
  const isRead = (path: string) => trials.some(({ read }) => read.has(path));
  const isStored = (path: string) => isDeclared(model, schema, path);
  const read = accepted.filter(isRead);
  const isLeaf = (path: string) => !set.some((other) => other.startsWith(`${path}.`));
  const lost = read
    .filter((path) => isStored(path) && isLeaf(path))
    .filter((path) => !trials.some(({ kept }) => kept.has(path)));
  if (lost.length > 0) throw new Error(`${schema.getName()} does not keep ${lost.join(', ')}.`);
  return {
    honoured: outermost(read.filter((path) => !isStored(path))),
    stored: outermost(read.filter(isStored)),
    refused: [
      ...refused,
      // If another value of a member is served, the member itself is not refused.
      ...values.map(({ path, value }) => {
        return accepted.includes(path) ? `${path} ${JSON.stringify(value)}` : path;
      }),
    ],
    ignored: outermost(accepted.filter((path) => !isRead(path))),
  };
}

interface Call {
  readonly model: ServiceModel;
  readonly operation: ServedOperation;
}

/** Calls an operation in a new account. `tried` is the tested member, `value` its value. */
async function attempt(
  { model, operation }: Call,
  wanted: readonly string[],
  tried?: string,
  value?: unknown,
): Promise<Trial> {
  const world = await createWorld();
  const input: Record<string, unknown> = {
    ...(resolve(BASES[operation.name] ?? {}, world) as object),
    ...createInput({ model, operation, world }, wanted),
    ...(resolve(BESIDE[`${operation.name}.${tried}`] ?? {}, world) as object),
  };
  if (tried !== undefined && value !== undefined) setPath(input, tried, value);
  const { input: watched, read } = watch(input);
  const before = inspect(world.context.aws, { depth: null });
  const refusal = await findRefusal(() => operation.run(watched, world.context), {
    operation,
    tried,
  });
  const after = inspect(world.context.aws, { depth: null });
  const set = listPaths(input);
  const kept = set.filter((path) => {
    const text = inspect(findPath(input, path));
    return after.split(text).length > before.split(text).length;
  });
  return { set, read, kept: new Set(kept), refusal };
}

/** Returns the member that is refused as not served. Any other error means that the example is wrong. */
async function findRefusal(
  run: () => unknown,
  { operation, tried }: { operation: ServedOperation; tried: string | undefined },
): Promise<string | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    if (error.shape === DRY_RUN) return undefined;
    if (REFUSED_BY_AWS.includes(`${operation.name}.${tried}`)) return undefined;
    if (tried !== undefined && REFUSAL.test(error.message)) return tried;
    throw new Error(`No valid example with ${tried ?? 'required members'}: ${error.message}`);
  }
}

/** Returns whether the service declares the member, or its parent, as stored only. */
function isDeclared(model: ServiceModel, schema: NormalizedSchema, path: string): boolean {
  const [outer] = path.split('.');
  return [outer, path].some((name) => model.stored?.includes(`${schema.getName()}.${name}`));
}

function isWithin(path: string, outer: string): boolean {
  return path === outer || path.startsWith(`${outer}.`);
}

function outermost(paths: readonly string[]): string[] {
  return paths.filter((path) => !paths.some((other) => other !== path && isWithin(path, other)));
}

function findPath(input: unknown, path: string): unknown {
  return path.split('.').reduce((value: unknown, name) => {
    const object = Array.isArray(value) ? value[0] : value;
    return (object as Record<string, unknown> | undefined)?.[name];
  }, input);
}

function setPath(input: Record<string, unknown>, path: string, value: unknown): void {
  const names = path.split('.');
  const last = names.pop() ?? '';
  const target = names.length > 0 ? findPath(input, names.join('.')) : input;
  (target as Record<string, unknown>)[last] = value;
}
