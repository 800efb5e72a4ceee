import { isDeepStrictEqual } from 'node:util';
import { copyIam, copyRegion } from '../../state/copy.js';
import { AwsFault } from '../../wire/fault.js';
import type { OperationContext } from '../../wire/operation.js';
import { getOutputSchema } from '../../wire/schema.js';
import type { ServedOperation } from '../../wire/service-model.js';
import type { AccessQuestion } from '../resource-arn.js';
import type { History, Moment } from './history.js';

/** The assumption about the reads of each service, by signing name. */
const READS_OF = {
  elasticache: 'elasticache-reads',
  iam: 'iam-reads',
  lambda: 'lambda-reads',
  ec2: 'ec2-reads',
  logs: 'logs-reads',
} as const;

type Service = keyof typeof READS_OF;

/** Returns whether an operation only reads. */
export function isRead({ name }: ServedOperation): boolean {
  return /^(Describe|Get|List|Filter)/.test(name);
}

/** Returns whether the reads of any service lag. */
export function hasLaggingReads({ aws }: OperationContext): boolean {
  return Object.values(READS_OF).some((id) => !aws.assumes(id, 'at-once'));
}

/** Runs a read. If reads of its service lag, it shows the account without the latest changes. */
export async function runRead(call: AccessQuestion, history: History): Promise<object | undefined> {
  const { model, operation, input, context } = call;
  const past = isService(model.signingName) ? history.findPast(context) : undefined;
  if (!isService(model.signingName) || !past) return operation.run(input, context);
  const service = model.signingName;
  const id = READS_OF[service];
  const { assumes } = context.aws;
  if (assumes(id, 'at-once')) return operation.run(input, context);
  const shown = assumes(id, 'stale') ? past : removeChanged(past, context);
  try {
    return await operation.run(input, showPast(service, shown, context));
  } catch (error) {
    if (assumes(id, 'empty') && isNotFound(error) && answersList(operation)) return {};
    throw error;
  }
}

function isService(name: string): name is Service {
  return Object.hasOwn(READS_OF, name);
}

type Shown = Pick<Moment, 'iam' | 'state'>;

/** Returns a context in which one service reads another account. */
function showPast(service: Service, { iam, state }: Shown, context: OperationContext) {
  if (service === 'iam') return { ...context, aws: { ...context.aws, iam } };
  return { ...context, state: { ...context.state, [service]: state[service] } };
}

/** Returns the account without the resources that differ from the past. */
function removeChanged(past: Moment, { aws, state }: OperationContext): Shown {
  const iam = copyIam(aws.iam);
  const now = copyRegion(state);
  removeFrom(iam.roles, past.iam.roles);
  removeFrom(iam.policies, past.iam.policies);
  removeFrom(now.elasticache.caches, past.state.elasticache.caches);
  removeFrom(now.elasticache.users, past.state.elasticache.users);
  removeFrom(now.elasticache.userGroups, past.state.elasticache.userGroups);
  removeFrom(now.lambda.functions, past.state.lambda.functions);
  removeFrom(now.ec2.securityGroups, past.state.ec2.securityGroups);
  removeFrom(now.ec2.networkInterfaces, past.state.ec2.networkInterfaces);
  removeFrom(now.logs.groups, past.state.logs.groups);
  return { iam, state: now };
}

function removeFrom<T>(now: Map<string, T>, past: ReadonlyMap<string, T>): void {
  for (const [key, resource] of now) {
    if (!isDeepStrictEqual(resource, past.get(key))) now.delete(key);
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof AwsFault && /NotFound|NoSuchEntity/.test(error.shape);
}

function answersList({ schema }: ServedOperation): boolean {
  const output = getOutputSchema(schema);
  if (output.isUnitSchema()) return false;
  const members = [...output.structIterator()].map(([, member]) => member);
  return members.some((member) => member.isListSchema() || member.isMapSchema());
}
