import { Document, Pair, Scalar, YAMLMap } from 'yaml';
import { toComment } from '../comment.js';
import { type ExportedLab, toLabInputs, toNeededNetwork, withoutCreated } from '../lab.js';
import { TUTORIAL, toReasons } from '../reasons.js';
import { renderReadme, toObjectKey } from './readme.js';
import {
  type TemplateResource,
  toCodeKey,
  toFunctionResources,
  toLabResources,
} from './resources.js';
import { Intrinsic, toNode } from './values.js';

/** Returns the template of CloudFormation, and its README. */
export function renderCloudFormation(lab: ExportedLab) {
  const timeless = withoutCreated(lab);
  return {
    'template.yaml': { content: renderTemplate(timeless) },
    'README.md': { content: renderReadme(timeless) },
  };
}

const ABOUT = `This template is ${TUTORIAL}. README.md says how to deploy it.`;

function renderTemplate(lab: ExportedLab): string {
  const reasons = toReasons(lab.config);
  const resources = [
    ...toLabResources(toLabInputs(lab), reasons),
    ...lab.functions.flatMap((one) => toFunctionResources(one, reasons)),
  ];
  const document = new Document({}, { compat: 'yaml-1.1' });
  document.commentBefore = toYamlComment(`${ABOUT} ${reasons.tags}`);
  const root = new YAMLMap<Scalar, unknown>();
  const add = (key: string, value: unknown) => root.add(new Pair(new Scalar(key), value));
  add('AWSTemplateFormatVersion', toNode('2010-09-09'));
  add('Description', toNode('Lambda and ElastiCache for Valkey with IAM authentication'));
  add('Parameters', toNode(toParameters(lab)));
  add('Resources', toResourceMap(resources));
  add('Outputs', toNode(OUTPUTS));
  document.contents = root;
  return document.toString({ lineWidth: 0, singleQuote: true });
}

function toParameters({ config, functions }: ExportedLab): object {
  const { needsSubnets, needsGroups } = toNeededNetwork(config);
  const keys = functions.map(({ ctx, zip, plainName }) => [
    toCodeKey(plainName),
    {
      Type: 'String',
      Description: `The key of ${ctx.config.names.function}.zip in the bucket`,
      Default: toObjectKey(ctx.config.names.function, zip),
    },
  ]);
  return {
    CodeBucket: { Type: 'String', Description: 'An S3 bucket of this region with the code' },
    ...Object.fromEntries(keys),
    ...(needsSubnets && {
      SubnetIds: {
        Type: 'List<AWS::EC2::Subnet::Id>',
        Description: 'The subnets of the function: those of the default VPC, where the cache is',
      },
    }),
    ...(needsGroups && {
      SecurityGroupIds: {
        Type: 'List<AWS::EC2::SecurityGroup::Id>',
        Description: 'The security groups of the function: the default one of the VPC',
      },
    }),
  };
}

function toResourceMap(resources: readonly TemplateResource[]): YAMLMap {
  const map = new YAMLMap<Scalar, unknown>();
  resources.forEach(({ id, reason, type, dependsOn, properties }, index) => {
    const key = new Scalar(id);
    key.commentBefore = toYamlComment(reason);
    key.spaceBefore = index > 0;
    map.add(new Pair(key, toNode({ Type: type, DependsOn: dependsOn, Properties: properties })));
  });
  return map;
}

const OUTPUTS = {
  FunctionName: { Value: new Intrinsic('!Ref', 'Function') },
  CacheAddress: { Value: new Intrinsic('!GetAtt', 'Cache.Endpoint.Address') },
};

/** The library writes the `#` itself. */
function toYamlComment(text: string): string {
  return toComment(text, 96)
    .map((line) => line.slice(1))
    .join('\n');
}
