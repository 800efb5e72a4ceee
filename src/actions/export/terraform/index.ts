import { toComment } from '../comment.js';
import { type ExportedLab, toLabInputs, withoutCreated } from '../lab.js';
import { TUTORIAL, toReasons } from '../reasons.js';
import { Block, type Body, Expression, renderBody } from './hcl.js';
import { renderReadme } from './readme.js';
import { toFunctionResources, toLabResources } from './resources.js';

/** Returns the configuration of Terraform, and its README. */
export function renderTerraform(lab: ExportedLab) {
  const timeless = withoutCreated(lab);
  return {
    'main.tf': { content: renderConfiguration(timeless) },
    'README.md': { content: renderReadme(timeless) },
  };
}

const ABOUT = `This configuration is ${TUTORIAL}. README.md says how to apply it.`;

function renderConfiguration(lab: ExportedLab): string {
  const reasons = toReasons(lab.config);
  const resources = [
    ...toLabResources(toLabInputs(lab), reasons),
    ...lab.functions.flatMap((one) => toFunctionResources(one, reasons)),
  ];
  const blocks = [
    ...toHead(lab),
    ...toNetwork(lab),
    ...resources.map(({ type, name, reason, body }) =>
      renderBlock(`resource "${type}" "${name}"`, toOrdered(body), reason),
    ),
    renderBlock('output "function_name"', {
      value: new Expression('aws_lambda_function.lab.function_name'),
    }),
  ];
  const head = toComment(ABOUT);
  return `${[head.join('\n'), ...blocks.map((lines) => lines.join('\n'))].join('\n\n')}\n`;
}

/** The version of the provider whose arguments a test compares with this code. */
const PROVIDER = '~> 6.0';

function toHead({ config, homeRegion, tags }: ExportedLab): string[][] {
  const provider = { aws: { source: 'hashicorp/aws', version: PROVIDER } };
  const account = config.accountId === undefined ? undefined : [config.accountId];
  return [
    renderBlock('terraform', {
      required_version: '>= 1.3',
      required_providers: new Block(provider),
    }),
    renderBlock('variable "region"', {
      description: 'The region of the lab, which its tags contain.',
      type: new Expression('string'),
      default: homeRegion,
    }),
    renderBlock('provider "aws"', {
      region: new Expression('var.region'),
      allowed_account_ids: account,
    }),
    renderBlock('locals', { tags }, toReasons(config).tags),
    renderBlock('data "aws_caller_identity" "current"', {}),
    renderBlock('data "aws_partition" "current"', {}),
  ];
}

const NETWORK =
  'The function is in the default VPC, where ElastiCache chooses the subnets of the cache.';

const GROUP = 'The function has the default security group of the VPC of its subnets.';

function toNetwork({ config }: ExportedLab): string[][] {
  const [subnetId] = config.subnetIds;
  const blocks: string[][] = [];
  if (subnetId === undefined) {
    const filter = { name: 'default-for-az', values: ['true'] };
    blocks.push(
      renderBlock('data "aws_subnets" "default"', { filter: new Block(filter) }, NETWORK),
    );
  }
  if (config.securityGroupIds.length > 0) return blocks;
  const first = subnetId ?? new Expression('data.aws_subnets.default.ids[0]');
  blocks.push(
    renderBlock('data "aws_subnet" "first"', { id: first }, GROUP),
    renderBlock('data "aws_security_group" "default"', {
      name: 'default',
      vpc_id: new Expression('data.aws_subnet.first.vpc_id'),
    }),
  );
  return blocks;
}

/** Orders a body as Terraform's style guide does: arguments, blocks, and at the end what is about Terraform itself. */
function toOrdered({ tags, depends_on, ...body }: Body): Body {
  const select = (isBlock: boolean) =>
    Object.fromEntries(
      Object.entries(body).filter(([, value]) => value instanceof Block === isBlock),
    );
  return { ...select(false), tags, ...select(true), depends_on };
}

function renderBlock(header: string, body: Body, reason?: string): string[] {
  const comment = reason === undefined ? [] : toComment(reason);
  const lines = renderBody(body, '  ');
  if (lines.length === 0) return [...comment, `${header} {}`];
  return [...comment, `${header} {`, ...lines, '}'];
}
