import { LogGroupClass, OrderBy } from '@aws-sdk/client-cloudwatch-logs';
import { type MemberRules, toRules } from '../../wire/service-model.js';

const GROUP_NAME = { pattern: /^[.\-_/#A-Za-z0-9]+$/, min: 1, max: 512 };
const STREAM_NAME = { pattern: /^[^:*]*$/, min: 1, max: 512 };
const PAGE = { min: 1, max: 50 };
const EVENTS = { min: 1, max: 10_000 };
const ARN = { pattern: /^[\w+=/:,.@*\-#]*$/, min: 1, max: 1011 };
const TIME = { min: 0 };

const GROUP_REQUESTS = [
  'CreateLogGroup',
  'DeleteLogGroup',
  'PutRetentionPolicy',
  'DeleteRetentionPolicy',
  'CreateLogStream',
  'DescribeLogStreams',
  'PutLogEvents',
  'GetLogEvents',
  'FilterLogEvents',
  'ListTagsLogGroup',
];

/** Values, patterns and lengths of CloudWatch Logs' members (API reference). */
export const LOGS_RULES: MemberRules = {
  ...toRules(GROUP_REQUESTS, 'logGroupName', GROUP_NAME),
  'CreateLogGroupRequest.logGroupClass': { values: Object.values(LogGroupClass) },
  'CreateLogGroupRequest.tags': { min: 1, max: 50 },
  'DescribeLogGroupsRequest.logGroupNamePrefix': GROUP_NAME,
  'DescribeLogGroupsRequest.logGroupClass': { values: Object.values(LogGroupClass) },
  'DescribeLogGroupsRequest.limit': PAGE,
  'CreateLogStreamRequest.logStreamName': STREAM_NAME,
  'DescribeLogStreamsRequest.logStreamNamePrefix': STREAM_NAME,
  'DescribeLogStreamsRequest.orderBy': { values: Object.values(OrderBy) },
  'DescribeLogStreamsRequest.limit': PAGE,
  'PutLogEventsRequest.logStreamName': STREAM_NAME,
  'PutLogEventsRequest.logEvents': EVENTS,
  'InputLogEvent.timestamp': TIME,
  'InputLogEvent.message': { min: 1 },
  'GetLogEventsRequest.logStreamName': STREAM_NAME,
  'GetLogEventsRequest.limit': EVENTS,
  'GetLogEventsRequest.startTime': TIME,
  'GetLogEventsRequest.endTime': TIME,
  'FilterLogEventsRequest.logStreamNames': { min: 1, max: 100 },
  'FilterLogEventsRequest.logStreamNamePrefix': STREAM_NAME,
  'FilterLogEventsRequest.startTime': TIME,
  'FilterLogEventsRequest.endTime': TIME,
  'FilterLogEventsRequest.filterPattern': { max: 1024 },
  'FilterLogEventsRequest.limit': EVENTS,
  'TagResourceRequest.resourceArn': ARN,
  'TagResourceRequest.tags': { min: 1, max: 50 },
  'UntagResourceRequest.resourceArn': ARN,
  'UntagResourceRequest.tagKeys': { max: 50 },
  'ListTagsForResourceRequest.resourceArn': ARN,
};
