import {
  AddTagsToResource$,
  CreateServerlessCache$,
  CreateUser$,
  CreateUserGroup$,
  DeleteServerlessCache$,
  DeleteUser$,
  DeleteUserGroup$,
  DescribeServerlessCaches$,
  DescribeUserGroups$,
  DescribeUsers$,
  ListTagsForResource$,
  ModifyServerlessCache$,
  ModifyUser$,
  ModifyUserGroup$,
  RemoveTagsFromResource$,
} from '@aws-sdk/client-elasticache';
import { type ServiceModel, serve } from '../../wire/service-model.js';
import { modifyServerlessCache } from './cache-modify.js';
import {
  createServerlessCache,
  deleteServerlessCache,
  describeServerlessCaches,
} from './caches.js';
import { ELASTICACHE_RULES } from './rules.js';
import { settled } from './settle.js';
import { addTagsToResource, listTagsForResource, removeTagsFromResource } from './tags.js';
import {
  createUserGroup,
  deleteUserGroup,
  describeUserGroups,
  modifyUserGroup,
} from './user-groups.js';
import { createUser, deleteUser, describeUsers, modifyUser } from './users.js';

/** ElastiCache: serverless caches, users, user groups and their tags. */
export const elasticacheService: ServiceModel = {
  serviceId: 'ElastiCache',
  signingName: 'elasticache',
  protocol: 'awsQuery',
  version: '2015-02-02',
  xmlNamespace: 'http://elasticache.amazonaws.com/doc/2015-02-02/',
  namespace: 'com.amazonaws.elasticache',
  operations: [
    serve(CreateServerlessCache$, settled(createServerlessCache)),
    serve(DescribeServerlessCaches$, settled(describeServerlessCaches)),
    serve(ModifyServerlessCache$, settled(modifyServerlessCache)),
    serve(DeleteServerlessCache$, settled(deleteServerlessCache)),
    serve(CreateUser$, settled(createUser)),
    serve(DescribeUsers$, settled(describeUsers)),
    serve(ModifyUser$, settled(modifyUser)),
    serve(DeleteUser$, settled(deleteUser)),
    serve(CreateUserGroup$, settled(createUserGroup)),
    serve(DescribeUserGroups$, settled(describeUserGroups)),
    serve(ModifyUserGroup$, settled(modifyUserGroup)),
    serve(DeleteUserGroup$, settled(deleteUserGroup)),
    serve(AddTagsToResource$, settled(addTagsToResource)),
    serve(RemoveTagsFromResource$, settled(removeTagsFromResource)),
    serve(ListTagsForResource$, settled(listTagsForResource)),
  ],
  rules: ELASTICACHE_RULES,
  stored: [
    // Only shown: the installed server answers all commands.
    'CreateServerlessCacheRequest.Engine',
    'CreateServerlessCacheRequest.MajorEngineVersion',
    'ModifyServerlessCacheRequest.Engine',
    'ModifyServerlessCacheRequest.MajorEngineVersion',
    'CreateServerlessCacheRequest.CacheUsageLimits',
    'ModifyServerlessCacheRequest.CacheUsageLimits',
    'CreateServerlessCacheRequest.KmsKeyId',
    'CreateServerlessCacheRequest.SnapshotRetentionLimit',
    'ModifyServerlessCacheRequest.SnapshotRetentionLimit',
    'CreateServerlessCacheRequest.DailySnapshotTime',
    'ModifyServerlessCacheRequest.DailySnapshotTime',
  ],
};
