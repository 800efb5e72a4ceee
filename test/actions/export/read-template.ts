import { parse, type ScalarTag } from 'yaml';
import { KNOWN, type Setting } from './support.js';

type Properties = Readonly<Record<string, unknown>>;
interface Resource {
  readonly Type: string;
  readonly Properties: Properties;
}

/** Reads the settings of a template. The functions of CloudFormation get the values of the example account. */
export function readTemplate(text: string): Setting[] {
  const values: Record<string, unknown> = {
    'AWS::AccountId': KNOWN.account,
    'AWS::Region': KNOWN.region,
    'AWS::Partition': KNOWN.partition,
    SubnetIds: KNOWN.subnets,
    SecurityGroupIds: KNOWN.groups,
    'Cache.Endpoint.Address': KNOWN.address,
    'Cache.Endpoint.Port': KNOWN.port,
  };
  const find = (name: string) => (name in values ? values[name] : `→${name}`);
  const customTags: ScalarTag[] = [
    { tag: '!Ref', resolve: find },
    { tag: '!GetAtt', resolve: find },
    {
      tag: '!Sub',
      resolve: (template: string) =>
        template.replace(/\$\{(!?)([^}]*)\}/g, (_, mark: string, name: string) =>
          mark ? `\${${name}}` : String(find(name)),
        ),
    },
  ];
  const read = () =>
    (parse(text, { customTags }) as { Resources: Record<string, Resource> }).Resources;
  const first = read();
  const toName = (id: string, key: string) => String(first[id]?.Properties[key]);
  const iam = `arn:aws:iam::${KNOWN.account}:`;
  values['UserGroup'] = toName('UserGroup', 'UserGroupId');
  values['Role.Arn'] = `${iam}role${toName('Role', 'Path')}${toName('Role', 'RoleName')}`;
  const policy = `${toName('Policy', 'Path')}${toName('Policy', 'ManagedPolicyName')}`;
  values['Policy'] = `${iam}policy${policy}`;
  // Now the resources that others refer to are known.
  return Object.values(read()).flatMap(toSettings);
}

const OPERATIONS: Readonly<Record<string, string>> = {
  'AWS::ElastiCache::User': 'CreateUser',
  'AWS::ElastiCache::UserGroup': 'CreateUserGroup',
  'AWS::ElastiCache::ServerlessCache': 'CreateServerlessCache',
};

function toSettings({ Type, Properties }: Resource): Setting[] {
  const operation = OPERATIONS[Type];
  if (operation) return [[operation, Properties]];
  if (Type === 'AWS::IAM::Role') {
    const { ManagedPolicyArns, ...role } = Properties;
    const attach = (ManagedPolicyArns as string[]).map((PolicyArn): Setting => {
      return ['AttachRolePolicy', { RoleName: role['RoleName'], PolicyArn }];
    });
    return [['CreateRole', role], ...attach];
  }
  if (Type === 'AWS::IAM::ManagedPolicy') {
    const { ManagedPolicyName: PolicyName, ...policy } = Properties;
    return [['CreatePolicy', { PolicyName, ...policy }]];
  }
  if (Type === 'AWS::Logs::LogGroup') {
    const { LogGroupName: logGroupName, RetentionInDays: retentionInDays, Tags: tags } = Properties;
    return [
      ['CreateLogGroup', { logGroupName, tags }],
      ['PutRetentionPolicy', { logGroupName, retentionInDays }],
    ];
  }
  const { Code: _, ...rest } = Properties;
  return [['CreateFunction', rest]];
}
