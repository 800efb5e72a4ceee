import {
  CreateFunction$,
  DeleteFunction$,
  DeleteFunctionConcurrency$,
  GetAccountSettings$,
  GetFunction$,
  GetFunctionConcurrency$,
  GetFunctionConfiguration$,
  Invoke$,
  ListFunctions$,
  ListTags$,
  PutFunctionConcurrency$,
  TagResource$,
  UntagResource$,
  UpdateFunctionCode$,
  UpdateFunctionConfiguration$,
} from '@aws-sdk/client-lambda';
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
    serve(CreateFunction$, createFunction),
    serve(GetFunction$, getFunction),
    serve(GetFunctionConfiguration$, getFunctionConfiguration),
    serve(ListFunctions$, listFunctions),
    serve(UpdateFunctionCode$, updateFunctionCode),
    serve(UpdateFunctionConfiguration$, updateFunctionConfiguration),
    serve(DeleteFunction$, deleteFunction),
    serve(Invoke$, invoke),
    serve(TagResource$, tagResource),
    serve(UntagResource$, untagResource),
    serve(ListTags$, listTags),
    serve(GetAccountSettings$, getAccountSettings),
    serve(PutFunctionConcurrency$, putFunctionConcurrency),
    serve(GetFunctionConcurrency$, getFunctionConcurrency),
    serve(DeleteFunctionConcurrency$, deleteFunctionConcurrency),
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
