import type { AccessQuestion } from '../resource-arn.js';
import type { History } from './history.js';

type Members = Readonly<Record<string, unknown>>;

/** How one service shows statuses. */
interface Service {
  readonly id: 'elasticache-statuses' | 'lambda-states';
  readonly arn: string;
  readonly statuses: readonly string[];
  /** The final statuses of a resource that can be used. */
  readonly settled: readonly string[];
  readonly passing: readonly string[];
  readonly undocumented: string;
}

const SERVICES: Readonly<Record<string, Service>> = {
  elasticache: {
    id: 'elasticache-statuses',
    arn: 'ARN',
    statuses: ['Status'],
    settled: ['available', 'active'],
    passing: ['creating', 'modifying', 'deleting'],
    undocumented: 'configuring',
  },
  lambda: {
    id: 'lambda-states',
    arn: 'FunctionArn',
    statuses: ['State', 'LastUpdateStatus'],
    settled: ['Active', 'Successful'],
    passing: ['Pending', 'InProgress'],
    undocumented: 'Configuring',
  },
};

/** Shows the statuses of caches, users, groups and functions as AWS may show them. */
export function showStatuses(
  { model, context }: AccessQuestion,
  output: object | undefined,
  history: History,
): object | undefined {
  const service = SERVICES[model.signingName];
  if (!service || !output || context.aws.assumes(service.id, 'documented')) return output;
  const { assumes } = context.aws;
  const isPassing = (status: string, arn: string) =>
    service.passing.includes(status) ||
    (service.settled.includes(status) && history.isFresh(arn, 'changed', context));
  const show = (status: string, arn: string): string | undefined => {
    if (assumes(service.id, 'upper-case')) return status.toUpperCase();
    if (!isPassing(status, arn)) return status;
    return assumes(service.id, 'undocumented') ? service.undocumented : undefined;
  };
  return mapResources({ ...output }, (resource) => {
    const arn = resource[service.arn];
    if (typeof arn !== 'string') return resource;
    const shown = service.statuses.map((name) => {
      const status = resource[name];
      return [name, typeof status === 'string' ? show(status, arn.toLowerCase()) : status] as const;
    });
    return { ...resource, ...Object.fromEntries(shown) };
  });
}

/** Applies a change to the answer itself, to the structures in it, and to the items of its lists. */
function mapResources(output: Members, change: (resource: Members) => Members): Members {
  const mapped = Object.entries(output).map(([name, value]) => {
    if (Array.isArray(value))
      return [name, value.map((item) => (isMembers(item) ? change(item) : item))] as const;
    return [name, isMembers(value) ? change(value) : value] as const;
  });
  return change(Object.fromEntries(mapped));
}

function isMembers(value: unknown): value is Members {
  return (
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  );
}
