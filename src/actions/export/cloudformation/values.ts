import { Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import {
  hasReferences,
  type ReferenceName,
  replaceReferences,
  toWholeReference,
} from '../references.js';

/** A call of a function of CloudFormation, such as `!Ref Role`. */
export class Intrinsic {
  constructor(
    readonly tag: '!Ref' | '!GetAtt' | '!Sub',
    readonly text: string,
  ) {}
}

const REFERENCES: Readonly<Record<ReferenceName, Intrinsic>> = {
  account: new Intrinsic('!Ref', 'AWS::AccountId'),
  partition: new Intrinsic('!Ref', 'AWS::Partition'),
  region: new Intrinsic('!Ref', 'AWS::Region'),
  created: new Intrinsic('!Ref', 'Created'),
  roleArn: new Intrinsic('!GetAtt', 'Role.Arn'),
  subnetIds: new Intrinsic('!Ref', 'SubnetIds'),
  securityGroupIds: new Intrinsic('!Ref', 'SecurityGroupIds'),
  cacheAddress: new Intrinsic('!GetAtt', 'Cache.Endpoint.Address'),
  cachePort: new Intrinsic('!GetAtt', 'Cache.Endpoint.Port'),
};

/** Converts data to a YAML node. References become functions of CloudFormation. */
export function toNode(value: unknown): Scalar | YAMLMap | YAMLSeq {
  if (value instanceof Intrinsic) return toScalar(value.text, value.tag);
  if (typeof value === 'string') return toText(value);
  if (Array.isArray(value)) return toList(value);
  if (typeof value !== 'object' || value === null) return new Scalar(value);
  const map = new YAMLMap<Scalar, unknown>();
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) map.add(new Pair(new Scalar(key), toNode(member)));
  }
  return map;
}

function toList(values: readonly unknown[]): Scalar | YAMLMap | YAMLSeq {
  const [first] = values;
  const name = typeof first === 'string' ? toWholeReference(first) : undefined;
  // These parameters are lists themselves.
  if (name === 'subnetIds' || name === 'securityGroupIds') return toNode(REFERENCES[name]);
  const list = new YAMLSeq();
  for (const member of values) list.add(toNode(member));
  return list;
}

function toText(text: string): Scalar {
  if (!hasReferences(text)) return new Scalar(text);
  const name = toWholeReference(text);
  if (name) return toScalar(REFERENCES[name].text, REFERENCES[name].tag);
  const template = replaceReferences(text, {
    literal: (part) => part.replaceAll('${', '${!'),
    reference: (each) => `\${${REFERENCES[each].text}}`,
  });
  return toScalar(template, '!Sub');
}

function toScalar(text: string, tag: string): Scalar {
  const scalar = new Scalar(text);
  scalar.tag = tag;
  return scalar;
}
