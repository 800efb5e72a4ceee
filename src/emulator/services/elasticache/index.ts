import * as api from '@aws-sdk/client-elasticache';
import { addNewerMembers } from '../../wire/newer-members.js';
import { type ServiceModel, serve } from '../../wire/service-model.js';
import { modifyServerlessCache } from './cache-modify.js';
import {
  createServerlessCache,
  deleteServerlessCache,
  describeServerlessCaches,
} from './caches.js';
import { linked } from './linked-role.js';
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

addNewerMembers();

/** ElastiCache: serverless caches, users, user groups and their tags. */
export const elasticacheService: ServiceModel = {
  serviceId: 'ElastiCache',
  signingName: 'elasticache',
  protocol: 'awsQuery',
  version: '2015-02-02',
  xmlNamespace: 'http://elasticache.amazonaws.com/doc/2015-02-02/',
  namespace: 'com.amazonaws.elasticache',
  operations: [
    serve(api.CreateServerlessCache$, settled(linked(createServerlessCache))),
    serve(api.DescribeServerlessCaches$, settled(describeServerlessCaches)),
    serve(api.ModifyServerlessCache$, settled(modifyServerlessCache)),
    serve(api.DeleteServerlessCache$, settled(deleteServerlessCache)),
    serve(api.CreateUser$, settled(linked(createUser))),
    serve(api.DescribeUsers$, settled(describeUsers)),
    serve(api.ModifyUser$, settled(modifyUser)),
    serve(api.DeleteUser$, settled(deleteUser)),
    serve(api.CreateUserGroup$, settled(linked(createUserGroup))),
    serve(api.DescribeUserGroups$, settled(describeUserGroups)),
    serve(api.ModifyUserGroup$, settled(modifyUserGroup)),
    serve(api.DeleteUserGroup$, settled(deleteUserGroup)),
    serve(api.AddTagsToResource$, settled(addTagsToResource)),
    serve(api.RemoveTagsFromResource$, settled(removeTagsFromResource)),
    serve(api.ListTagsForResource$, settled(listTagsForResource)),
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
