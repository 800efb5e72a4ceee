import * as api from '@aws-sdk/client-lambda';
import { type ServiceModel, serve } from '../../wire/service-model.js';
import {
  deleteFunctionConcurrency,
  getAccountSettings,
  getFunctionConcurrency,
  putFunctionConcurrency,
} from './account.js';
import {
  createFunction,
  deleteFunction,
  getFunction,
  getFunctionConfiguration,
  listFunctions,
} from './functions.js';
import { withIdleFunctions } from './idle.js';
import { invoke } from './invoke.js';
import { LAMBDA_RULES } from './rules.js';
import { listTags, tagResource, untagResource } from './tags.js';
import { updateFunctionCode, updateFunctionConfiguration } from './updates.js';

/** AWS Lambda: Node.js functions, without versions, aliases, layers and triggers. */
export const lambdaService: ServiceModel = {
  serviceId: 'Lambda',
  signingName: 'lambda',
  protocol: 'restJson1',
  version: '2015-03-31',
  namespace: 'com.amazonaws.lambda',
  operations: [
    serve(api.CreateFunction$, createFunction),
    serve(api.GetFunction$, getFunction),
    serve(api.GetFunctionConfiguration$, getFunctionConfiguration),
    serve(api.ListFunctions$, listFunctions),
    serve(api.UpdateFunctionCode$, updateFunctionCode),
    serve(api.UpdateFunctionConfiguration$, updateFunctionConfiguration),
    serve(api.DeleteFunction$, deleteFunction),
    serve(api.Invoke$, invoke),
    serve(api.TagResource$, tagResource),
    serve(api.UntagResource$, untagResource),
    serve(api.ListTags$, listTags),
    serve(api.GetAccountSettings$, getAccountSettings),
    serve(api.PutFunctionConcurrency$, putFunctionConcurrency),
    serve(api.GetFunctionConcurrency$, getFunctionConcurrency),
    serve(api.DeleteFunctionConcurrency$, deleteFunctionConcurrency),
  ].map(withIdleFunctions),
  rules: LAMBDA_RULES,
  stored: [
    // Functions run on this machine's Node.js, processor and file system.
    'CreateFunctionRequest.Runtime',
    'UpdateFunctionConfigurationRequest.Runtime',
    'CreateFunctionRequest.Architectures',
    'UpdateFunctionCodeRequest.Architectures',
    'CreateFunctionRequest.EphemeralStorage',
    'UpdateFunctionConfigurationRequest.EphemeralStorage',
    'CreateFunctionRequest.TracingConfig',
    'UpdateFunctionConfigurationRequest.TracingConfig',
  ],
};
