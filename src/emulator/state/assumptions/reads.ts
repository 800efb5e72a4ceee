import type { AssumptionTable } from './assumption.js';

const LAGGING_READS = {
  assumed: 'at-once',
  alternatives: {
    'at-once': 'A read shows each change that was answered before it.',
    stale: 'For some seconds, reads show the resources as they were before the change.',
    'not-found': 'For some seconds, reads do not find a resource that was created or changed.',
    empty:
      'For some seconds, reads answer an empty list instead of a resource that was created or changed.',
  },
  confidence: 'guessed',
  probe: 'Create a resource, change it, and read it at once after each of the two calls.',
} as const;

/** How late reads show changes, and how their answers look. */
export const READS = {
  'elasticache-reads': { ...LAGGING_READS, source: 'F3.3' },
  'iam-reads': { ...LAGGING_READS, source: 'F7.1' },
  'lambda-reads': { ...LAGGING_READS, source: 'no source' },
  'ec2-reads': { ...LAGGING_READS, source: 'no source' },
  'logs-reads': { ...LAGGING_READS, source: 'no source' },
  'new-tags': {
    assumed: 'with-resource',
    alternatives: {
      'with-resource': 'The tags of a create call can be read as soon as the resource can be read.',
      late: 'For some seconds, a new resource shows no tags.',
      refused:
        'For some seconds, reading the tags of a new resource fails with an error other than the documented one.',
    },
    source: 'F1.5',
    confidence: 'inferred',
    probe: 'Read the tags of each resource as soon as its status allows it.',
  },
  'unsettled-tags': {
    assumed: 'refused',
    alternatives: {
      refused:
        'ElastiCache refuses to read the tags of a user that is not active, and of a cache or group that is creating or deleting.',
      empty: 'ElastiCache answers an empty list for these tags.',
      shown: 'ElastiCache shows these tags.',
      'other-code': 'ElastiCache refuses to read these tags with `InvalidParameterValue`.',
    },
    source: 'F1.5',
    confidence: 'observed',
    probe: 'Read the tags of a cache while its status is creating.',
  },
} as const satisfies AssumptionTable;
