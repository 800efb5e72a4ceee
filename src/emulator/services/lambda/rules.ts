import {
  ApplicationLogLevel,
  Architecture,
  InvocationType,
  LogFormat,
  LogType,
  PackageType,
  Runtime,
  SystemLogLevel,
  TracingMode,
} from '@aws-sdk/client-lambda';
import { type MemberRules, toRules } from '../../wire/service-model.js';
import { FUNCTION_NAME } from './names.js';

const CHANGES = ['CreateFunction', 'UpdateFunctionConfiguration'];
const FUNCTION_REQUESTS = [
  ...CHANGES,
  'UpdateFunctionCode',
  'GetFunction',
  'GetFunctionConfiguration',
  'GetFunctionConcurrency',
  'PutFunctionConcurrency',
  'DeleteFunctionConcurrency',
  'DeleteFunction',
];
const QUALIFIED_REQUESTS = ['GetFunction', 'GetFunctionConfiguration', 'DeleteFunction'];
const QUALIFIER = { min: 1, max: 128, pattern: /^(\$LATEST|[a-zA-Z0-9$_-]+)$/ };
const ROLE = { pattern: /^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/ };
const RESOURCE = {
  pattern:
    /^arn:(aws[a-zA-Z-]*):lambda:[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:function:[a-zA-Z0-9-_]+(:(\$LATEST|[a-zA-Z0-9-_]+))?$/,
};
const ARCHITECTURES = { values: Object.values(Architecture), min: 1, max: 1 };

/** Lengths, patterns and values of Lambda's API model (F6.1; botocore's service model). */
export const LAMBDA_RULES: MemberRules = {
  ...toRules(FUNCTION_REQUESTS, 'FunctionName', { min: 1, max: 140, pattern: FUNCTION_NAME }),
  ...toRules(QUALIFIED_REQUESTS, 'Qualifier', QUALIFIER),
  ...toRules(CHANGES, 'Runtime', { values: Object.values(Runtime) }),
  ...toRules(CHANGES, 'Role', ROLE),
  ...toRules(CHANGES, 'Handler', { max: 128, pattern: /^[^\s]+$/ }),
  ...toRules(CHANGES, 'Description', { max: 256 }),
  ...toRules(CHANGES, 'Timeout', { min: 1, max: 900 }),
  ...toRules(CHANGES, 'MemorySize', { min: 128, max: 10_240 }),
  ...toRules(['CreateFunction', 'UpdateFunctionCode'], 'Architectures', ARCHITECTURES),
  ...toRules(['TagResource', 'UntagResource', 'ListTags'], 'Resource', RESOURCE),
  'CreateFunctionRequest.PackageType': { values: Object.values(PackageType) },
  'PutFunctionConcurrencyRequest.ReservedConcurrentExecutions': { min: 0 },
  'InvocationRequest.FunctionName': { min: 1, max: 170, pattern: FUNCTION_NAME },
  'InvocationRequest.InvocationType': { values: Object.values(InvocationType) },
  'InvocationRequest.LogType': { values: Object.values(LogType) },
  'InvocationRequest.Qualifier': QUALIFIER,
  'ListFunctionsRequest.MaxItems': { min: 1, max: 10_000 },
  'VpcConfig.SubnetIds': { max: 16 },
  'VpcConfig.SecurityGroupIds': { max: 5 },
  'TracingConfig.Mode': { values: Object.values(TracingMode) },
  'EphemeralStorage.Size': { min: 512, max: 10_240 },
  'LoggingConfig.LogFormat': { values: Object.values(LogFormat) },
  'LoggingConfig.ApplicationLogLevel': { values: Object.values(ApplicationLogLevel) },
  'LoggingConfig.SystemLogLevel': { values: Object.values(SystemLogLevel) },
  'LoggingConfig.LogGroup': { min: 1, max: 512, pattern: /^[.\-_/#A-Za-z0-9]+$/ },
};
