/**
 * The commands of AWS's tutorial "Configuring Lambda to access ElastiCache in a VPC" as printed, with two changes. The
 * function uses Node.js instead of Python (package, handler, runtime, and its settings in environment variables). The
 * subnets and the group that the reader fills in are shell variables.
 */

/** 1.1 to 1.3: the cache and the role. */
export const MAKE_CACHE_AND_ROLE = [
  `aws elasticache create-serverless-cache \\
  --serverless-cache-name cache-01  \\
--description "ElastiCache IAM auth application" \\
--engine valkey`,
  `aws elasticache describe-serverless-caches \\
--serverless-cache-name cache-01`,
  `aws iam create-role \\
--role-name "elasticache-iam-auth-app" \\
--assume-role-policy-document file://trust-policy.json`,
  `aws iam create-policy \\
  --policy-name "elasticache-allow-all" \\
  --policy-document file://policy.json`,
  `aws iam attach-role-policy \\
 --role-name "elasticache-iam-auth-app" \\
 --policy-arn "arn:aws:iam::123456789012:policy/elasticache-allow-all"`,
] as const;

/** 1.4: users, group, and the group on the cache. */
export const MAKE_USERS = [
  `aws elasticache create-user \\
  --user-name default \\
--user-id default-user-disabled \\
--engine redis \\
--authentication-mode Type=no-password-required \\
--access-string "off +get ~keys*"`,
  `aws elasticache create-user \\
  --user-name iam-user-01 \\
--user-id iam-user-01 \\
--authentication-mode Type=iam \\
--engine redis \\
--access-string "on ~* +@all"`,
  `aws elasticache create-user-group \\
  --user-group-id iam-user-group-01 \\
--engine redis \\
--user-ids default-user-disabled iam-user-01`,
  `aws elasticache modify-serverless-cache \\
  --serverless-cache-name cache-01  \\
--user-group-id iam-user-group-01`,
] as const;

/** 2.2 and 2.3: the managed policy and the function. */
export const MAKE_FUNCTION = [
  `aws iam attach-role-policy \\
 --role-name "elasticache-iam-auth-app" \\
 --policy-arn "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"`,
  `aws lambda create-function \\
--function-name AccessValkey  \\
--region us-east-1 \\
--zip-file fileb://my_deployment_package.zip \\
--role arn:aws:iam::123456789012:role/elasticache-iam-auth-app \\
--handler index.handler \\
--runtime nodejs24.x  \\
--timeout 30 \\
--environment "Variables={CACHE_NAME=cache-01,CACHE_ENDPOINT=$ADDRESS,CACHE_PORT=$PORT,CACHE_USER=iam-user-01}" \\
--vpc-config SubnetIds=$SUBNETS,SecurityGroupIds=$GROUP`,
] as const;

/** 3: the call. */
export const INVOKE = `aws lambda invoke \\
--function-name AccessValkey  \\
--region us-east-1 \\
output.txt`;

export const DELETE_FUNCTION = `aws lambda delete-function \\
 --function-name AccessValkey`;
export const DELETE_CACHE = `aws elasticache delete-serverless-cache \\
 --serverless-cache-name cache-01`;
export const DELETE_DEFAULT_USER = `aws elasticache delete-user \\
 --user-id default-user-disabled`;
export const DELETE_IAM_USER = `aws elasticache delete-user \\
 --user-id iam-user-01`;
export const DELETE_USER_GROUP = `aws elasticache delete-user-group \\
 --user-group-id iam-user-group-01`;

/** 4.3: the role and its policies. */
export const DELETE_ROLE = [
  `aws iam detach-role-policy \\
 --role-name "elasticache-iam-auth-app" \\
 --policy-arn "arn:aws:iam::123456789012:policy/elasticache-allow-all"`,
  `aws iam detach-role-policy \\
--role-name "elasticache-iam-auth-app" \\
--policy-arn "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"`,
  `aws iam delete-role \\
 --role-name "elasticache-iam-auth-app"`,
  `aws iam delete-policy \\
  --policy-arn "arn:aws:iam::123456789012:policy/elasticache-allow-all"`,
] as const;

/** policy.json of step 1.3. */
export const POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['elasticache:Connect'],
      Resource: [
        'arn:aws:elasticache:us-east-1:123456789012:serverlesscache:cache-01',
        'arn:aws:elasticache:us-east-1:123456789012:user:iam-user-01',
      ],
    },
  ],
};

/** trust-policy.json of step 1.3 from the tutorial's first edition; the current one has no principal. */
export const TRUST_POLICY = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::123456789012:root' },
      Action: 'sts:AssumeRole',
    },
    {
      Effect: 'Allow',
      Principal: { Service: 'lambda.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
};

/** trust-policy.json as the current tutorial prints it. */
export const PRINTED_TRUST_POLICY = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::*:role/*' },
    { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::*:role/*' },
  ],
};
