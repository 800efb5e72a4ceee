import * as api from '@aws-sdk/client-cloudwatch-logs';
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
    serve(api.CreateLogGroup$, createLogGroup),
    serve(api.DeleteLogGroup$, deleteLogGroup),
    serve(api.DescribeLogGroups$, describeLogGroups),
    serve(api.PutRetentionPolicy$, putRetentionPolicy),
    serve(api.DeleteRetentionPolicy$, deleteRetentionPolicy),
    serve(api.CreateLogStream$, createLogStream),
    serve(api.DescribeLogStreams$, describeLogStreams),
    serve(api.PutLogEvents$, putLogEvents),
    serve(api.GetLogEvents$, getLogEvents),
    serve(api.FilterLogEvents$, filterLogEvents),
    serve(api.TagResource$, tagResource),
    serve(api.UntagResource$, untagResource),
    serve(api.ListTagsForResource$, listTagsForResource),
    serve(api.ListTagsLogGroup$, listTagsLogGroup),
  ],
  rules: LOGS_RULES,
};
