import { createHash } from 'node:crypto';
import { toOwnershipTags } from '../../../engine/lab-tags.js';
import { type ExportedLab, toNeededNetwork } from '../lab.js';
import { renderLookUp } from '../network.js';
import { renderReadme as render } from '../readme.js';
import { toCodeKey } from './resources.js';

/** Returns the key of a function's code in the bucket. Other code has another key, so CloudFormation sees the change. */
export function toObjectKey(name: string, zip: Uint8Array): string {
  const hash = createHash('sha256').update(zip).digest('hex').slice(0, 12);
  return `valkey-lab/${name}-${hash}.zip`;
}

/** Renders the README of the template. */
export function renderReadme(lab: ExportedLab): string {
  const { config, homeRegion, functions } = lab;
  const { lab: name } = config;
  const stack = name ? `${name}-valkey-lab` : 'valkey-lab';
  const tags = { ...lab.tags, ...toOwnershipTags({ lab: name, region: homeRegion }) };
  const policyTags = Object.entries(tags)
    .map(([key, value]) => `'Key="${key}",Value="${value}"'`)
    .join(' ');
  const isPublic = config.topology === 'public';
  const { needsSubnets, needsGroups } = toNeededNetwork(config);
  const network = [
    ...(needsSubnets ? ['SubnetIds=$subnets'] : []),
    ...(needsGroups ? ['SecurityGroupIds=$groups'] : []),
  ];
  const parameters = ['CodeBucket=$bucket', ...network].map((text) => `"${text}"`).join(' ');
  return render(lab, {
    title: 'The lab as a template of CloudFormation',
    needs:
      'You need the AWS CLI with credentials, and an S3 bucket of the same region for the code: the packed code does not fit into a template.',
    files: [['template.yaml', 'the resources, each with its reason']],
    deploy: [
      `export AWS_REGION=${homeRegion} AWS_DEFAULT_REGION=${homeRegion}`,
      'bucket=NAME-OF-YOUR-BUCKET',
      ...functions.map(({ ctx, zip }) => {
        const each = ctx.config.names.function;
        return `aws s3 cp ${each}.zip "s3://$bucket/${toObjectKey(each, zip)}"`;
      }),
      ...renderLookUp(config),
      `aws cloudformation deploy --stack-name ${stack} --template-file template.yaml \\`,
      `  --capabilities CAPABILITY_NAMED_IAM --parameter-overrides ${parameters}`,
      '# CloudFormation cannot tag a policy. Without these tags, `valkey-lab up` treats it as foreign.',
      `policy=$(aws cloudformation describe-stack-resource --stack-name ${stack} \\`,
      '  --logical-resource-id Policy --query StackResourceDetail.PhysicalResourceId --output text)',
      'aws iam tag-policy --policy-arn "$policy" \\',
      `  --tags ${policyTags}`,
    ],
    remove: [
      `aws cloudformation delete-stack --stack-name ${stack}`,
      `aws cloudformation wait stack-delete-complete --stack-name ${stack}`,
    ],
    notes: [
      `The AWS CDK takes the template with \`CfnInclude\` of \`aws-cdk-lib/cloudformation-include\`. Give it the code as assets: \`parameters: { CodeBucket: asset.s3BucketName, ${toCodeKey(undefined)}: asset.s3ObjectKey, … }\`.`,
      ...(isPublic ? [] : WITH_NETWORK),
      'CloudFormation knows no time, so the resources have no tag `valkey-lab:created`; `valkey-lab down --all --older-than` keeps such a lab.',
    ],
  });
}

/** What a public lab does not need to know. */
const WITH_NETWORK = [
  'CloudFormation waits until Lambda has released the network interfaces of the function, which can take 20 to 40 minutes. Run `valkey-lab down` before `delete-stack` to be faster: it deletes the resources, and the stack then has nothing left to delete.',
  'Some zones of a region have no Lambda. If AWS refuses the subnets, give others as `SubnetIds`.',
];
