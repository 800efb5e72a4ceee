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
import type { MemberRule, MemberRules } from '../../wire/service-model.js';
import { FUNCTION_NAME } from './names.js';

const functionName: MemberRule = { min: 1, max: 140, pattern: FUNCTION_NAME };
const qualifier: MemberRule = { min: 1, max: 128, pattern: /^(\$LATEST|[a-zA-Z0-9$_-]+)$/ };
const role: MemberRule = {
  pattern: /^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/,
};
const handler: MemberRule = { max: 128, pattern: /^[^\s]+$/ };
const description: MemberRule = { max: 256 };
const memory: MemberRule = { min: 128, max: 10_240 };
const timeout: MemberRule = { min: 1, max: 900 };
const runtime: MemberRule = { values: Object.values(Runtime) };
const resource: MemberRule = {
  pattern:
    /^arn:(aws[a-zA-Z-]*):lambda:[a-z]{2}((-gov)|(-iso([a-z]?)))?-[a-z]+-\d{1}:\d{12}:function:[a-zA-Z0-9-_]+(:(\$LATEST|[a-zA-Z0-9-_]+))?$/,
};

/** Lengths, patterns and values of Lambda's API model (F6.1; botocore's service model). */
export const LAMBDA_RULES: MemberRules = {
  'CreateFunctionRequest.FunctionName': functionName,
  'CreateFunctionRequest.Runtime': runtime,
  'CreateFunctionRequest.Role': role,
  'CreateFunctionRequest.Handler': handler,
  'CreateFunctionRequest.Description': description,
  'CreateFunctionRequest.Timeout': timeout,
  'CreateFunctionRequest.MemorySize': memory,
  'CreateFunctionRequest.PackageType': { values: Object.values(PackageType) },
  'CreateFunctionRequest.Architectures': { values: Object.values(Architecture), min: 1, max: 1 },
  'UpdateFunctionConfigurationRequest.FunctionName': functionName,
  'UpdateFunctionConfigurationRequest.Runtime': runtime,
  'UpdateFunctionConfigurationRequest.Role': role,
  'UpdateFunctionConfigurationRequest.Handler': handler,
  'UpdateFunctionConfigurationRequest.Description': description,
  'UpdateFunctionConfigurationRequest.Timeout': timeout,
  'UpdateFunctionConfigurationRequest.MemorySize': memory,
  'UpdateFunctionCodeRequest.FunctionName': functionName,
  'UpdateFunctionCodeRequest.Architectures': {
    values: Object.values(Architecture),
    min: 1,
    max: 1,
  },
  'GetFunctionRequest.FunctionName': functionName,
  'GetFunctionRequest.Qualifier': qualifier,
  'GetFunctionConfigurationRequest.FunctionName': functionName,
  'GetFunctionConfigurationRequest.Qualifier': qualifier,
  'GetFunctionConcurrencyRequest.FunctionName': functionName,
  'PutFunctionConcurrencyRequest.FunctionName': functionName,
  'PutFunctionConcurrencyRequest.ReservedConcurrentExecutions': { min: 0 },
  'DeleteFunctionConcurrencyRequest.FunctionName': functionName,
  'DeleteFunctionRequest.FunctionName': functionName,
  'DeleteFunctionRequest.Qualifier': qualifier,
  'InvocationRequest.FunctionName': { min: 1, max: 170, pattern: FUNCTION_NAME },
  'InvocationRequest.InvocationType': { values: Object.values(InvocationType) },
  'InvocationRequest.LogType': { values: Object.values(LogType) },
  'InvocationRequest.Qualifier': qualifier,
  'ListFunctionsRequest.MaxItems': { min: 1, max: 10_000 },
  'TagResourceRequest.Resource': resource,
  'UntagResourceRequest.Resource': resource,
  'ListTagsRequest.Resource': resource,
  'VpcConfig.SubnetIds': { max: 16 },
  'VpcConfig.SecurityGroupIds': { max: 5 },
  'TracingConfig.Mode': { values: Object.values(TracingMode) },
  'EphemeralStorage.Size': { min: 512, max: 10_240 },
  'LoggingConfig.LogFormat': { values: Object.values(LogFormat) },
  'LoggingConfig.ApplicationLogLevel': { values: Object.values(ApplicationLogLevel) },
  'LoggingConfig.SystemLogLevel': { values: Object.values(SystemLogLevel) },
  'LoggingConfig.LogGroup': { min: 1, max: 512, pattern: /^[.\-_/#A-Za-z0-9]+$/ },
};
