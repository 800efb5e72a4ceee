import { DataStorageUnit, InputAuthenticationType, NetworkType } from '@aws-sdk/client-elasticache';
import { CONNECTION_TYPES } from '../../wire/newer-members.js';
import type { MemberRules } from '../../wire/service-model.js';

const ENGINE = { pattern: /^[a-zA-Z]*$/ };
const ACCESS_STRING = { pattern: /\S/ };
const DESCRIPTION = { max: 255 };
const SNAPSHOT_DAYS = { min: 0, max: 35 };

/**
 * Values, patterns and lengths of ElastiCache's members (API reference). The operations themselves check names
 * and ids, because their error texts differ.
 */
export const ELASTICACHE_RULES: MemberRules = {
  'CreateServerlessCacheRequest.Description': DESCRIPTION,
  'CreateServerlessCacheRequest.SnapshotRetentionLimit': SNAPSHOT_DAYS,
  'CreateServerlessCacheRequest.NetworkType': { values: Object.values(NetworkType) },
  'CreateServerlessCacheRequest.ConnectionType': { values: CONNECTION_TYPES },
  'ModifyServerlessCacheRequest.Description': DESCRIPTION,
  'ModifyServerlessCacheRequest.SnapshotRetentionLimit': SNAPSHOT_DAYS,
  'DataStorage.Unit': { values: Object.values(DataStorageUnit) },
  'CreateUserMessage.UserName': { min: 1 },
  'CreateUserMessage.Engine': ENGINE,
  'CreateUserMessage.AccessString': ACCESS_STRING,
  'CreateUserMessage.Passwords': { min: 1 },
  'ModifyUserMessage.AccessString': ACCESS_STRING,
  'ModifyUserMessage.AppendAccessString': ACCESS_STRING,
  'ModifyUserMessage.Passwords': { min: 1 },
  'ModifyUserMessage.Engine': ENGINE,
  'DescribeUsersMessage.Engine': ENGINE,
  'AuthenticationMode.Type': { values: Object.values(InputAuthenticationType) },
  'AuthenticationMode.Passwords': { min: 1 },
  'Filter.Name': { pattern: /\S/ },
  'Filter.Values': { min: 1 },
  'CreateUserGroupMessage.Engine': ENGINE,
  'ModifyUserGroupMessage.Engine': ENGINE,
};
