import {
  CreateLogGroup$,
  CreateLogStream$,
  DeleteLogGroup$,
  DeleteRetentionPolicy$,
  DescribeLogGroups$,
  DescribeLogStreams$,
  FilterLogEvents$,
  GetLogEvents$,
  ListTagsForResource$,
  ListTagsLogGroup$,
  PutLogEvents$,
  PutRetentionPolicy$,
  TagResource$,
  UntagResource$,
} from '@aws-sdk/client-cloudwatch-logs';
import { type ServiceModel, serve } from '../../wire/service-model.js';
import {
  createLogGroup,
  deleteLogGroup,
  deleteRetentionPolicy,
  describeLogGroups,
  putRetentionPolicy,
} from './groups.js';
import { filterLogEvents, getLogEvents } from './read.js';
import { LOGS_RULES } from './rules.js';
import { createLogStream, describeLogStreams } from './streams.js';
import { listTagsForResource, listTagsLogGroup, tagResource, untagResource } from './tags.js';
import { putLogEvents } from './write.js';

/** CloudWatch Logs: groups, streams, events and tags. */
export const logsService: ServiceModel = {
  serviceId: 'CloudWatch Logs',
  signingName: 'logs',
  protocol: 'awsJson1_1',
  version: '2014-03-28',
  targetPrefix: 'Logs_20140328',
  namespace: 'com.amazonaws.cloudwatchlogs',
  operations: [
    serve(CreateLogGroup$, createLogGroup),
    serve(DeleteLogGroup$, deleteLogGroup),
    serve(DescribeLogGroups$, describeLogGroups),
    serve(PutRetentionPolicy$, putRetentionPolicy),
    serve(DeleteRetentionPolicy$, deleteRetentionPolicy),
    serve(CreateLogStream$, createLogStream),
    serve(DescribeLogStreams$, describeLogStreams),
    serve(PutLogEvents$, putLogEvents),
    serve(GetLogEvents$, getLogEvents),
    serve(FilterLogEvents$, filterLogEvents),
    serve(TagResource$, tagResource),
    serve(UntagResource$, untagResource),
    serve(ListTagsForResource$, listTagsForResource),
    serve(ListTagsLogGroup$, listTagsLogGroup),
  ],
  rules: LOGS_RULES,
};
