"""Runs AWS's tutorial with boto3, from create to clean-up, and prints its observations as one JSON document.

botocore parses every response with AWS's own model. The script uses all of botocore's paginators and waiters for the
resources of the tutorial.
"""

import base64
import json
import sys
import warnings

warnings.filterwarnings('ignore')
import boto3

FUNCTION = 'AccessValkey'
ROLE = 'elasticache-iam-auth-app'
VPC_POLICY = 'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole'

documents = json.load(sys.stdin)
session = boto3.Session()
calls = []


def note(parsed, model, **_):
    """Records the call. Every response must have a request id, even an error."""
    assert parsed['ResponseMetadata']['RequestId'], parsed
    calls.append(f'{model.service_model.service_name}.{model.name}')


session.events.register('after-call', note)
elasticache, iam, ec2, logs = (session.client(name) for name in ('elasticache', 'iam', 'ec2', 'logs'))
lambda_ = session.client('lambda')


def pages(client, operation, member, **arguments):
    """Returns all items of a botocore paginator."""
    paginator = client.get_paginator(operation)
    size = {'PaginationConfig': {'PageSize': 20}}
    return [item for page in paginator.paginate(**arguments, **size) for item in page.get(member, [])]


account = session.client('sts').get_caller_identity()['Account']

elasticache.create_serverless_cache(
    ServerlessCacheName='cache-01', Description='ElastiCache IAM auth application', Engine='valkey')
role = iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=documents['trust'])['Role']
policy = iam.create_policy(PolicyName='elasticache-allow-all', PolicyDocument=documents['policy'])['Policy']
iam.get_waiter('role_exists').wait(RoleName=ROLE)
iam.get_waiter('policy_exists').wait(PolicyArn=policy['Arn'])
iam.attach_role_policy(RoleName=ROLE, PolicyArn=policy['Arn'])
elasticache.create_user(
    UserName='default', UserId='default-user-disabled', Engine='redis',
    AuthenticationMode={'Type': 'no-password-required'}, AccessString='off +get ~keys*')
elasticache.create_user(
    UserName='iam-user-01', UserId='iam-user-01', Engine='redis',
    AuthenticationMode={'Type': 'iam'}, AccessString='on ~* +@all')
elasticache.create_user_group(
    UserGroupId='iam-user-group-01', Engine='redis', UserIds=['default-user-disabled', 'iam-user-01'])
elasticache.modify_serverless_cache(ServerlessCacheName='cache-01', UserGroupId='iam-user-group-01')
caches = pages(elasticache, 'describe_serverless_caches', 'ServerlessCaches', ServerlessCacheName='cache-01')
endpoint = caches[0]['Endpoint']

iam.attach_role_policy(RoleName=ROLE, PolicyArn=VPC_POLICY)
vpc = ec2.describe_vpcs(Filters=[{'Name': 'is-default', 'Values': ['true']}])['Vpcs'][0]['VpcId']
in_vpc = [{'Name': 'vpc-id', 'Values': [vpc]}]
subnets = pages(ec2, 'describe_subnets', 'Subnets', Filters=in_vpc)
groups = pages(ec2, 'describe_security_groups', 'SecurityGroups', Filters=in_vpc)
created = lambda_.create_function(
    FunctionName=FUNCTION, Runtime='nodejs24.x', Handler='index.handler', Timeout=30, Role=role['Arn'],
    Code={'ZipFile': base64.b64decode(documents['zip'])},
    Environment={'Variables': {
        'CACHE_NAME': 'cache-01', 'CACHE_USER': 'iam-user-01',
        'CACHE_ENDPOINT': endpoint['Address'], 'CACHE_PORT': str(endpoint['Port'])}},
    VpcConfig={
        'SubnetIds': [subnet['SubnetId'] for subnet in subnets],
        'SecurityGroupIds': [group['GroupId'] for group in groups if group['GroupName'] == 'default']})
lambda_.get_waiter('function_exists').wait(FunctionName=FUNCTION)
lambda_.get_waiter('function_active_v2').wait(FunctionName=FUNCTION)
lambda_.get_waiter('function_updated_v2').wait(FunctionName=FUNCTION)

invoked = lambda_.invoke(FunctionName=FUNCTION, LogType='Tail')
payload = json.load(invoked['Payload'])
tail = base64.b64decode(invoked['LogResult']).decode()
seen = {
    'users': sorted(user['UserId'] for user in pages(elasticache, 'describe_users', 'Users')),
    'groups': [group['UserGroupId'] for group in pages(elasticache, 'describe_user_groups', 'UserGroups')],
    'attached': sorted(
        found['PolicyName']
        for found in pages(iam, 'list_attached_role_policies', 'AttachedPolicies', RoleName=ROLE)),
    'functions': [found['FunctionName'] for found in pages(lambda_, 'list_functions', 'Functions')],
    'log_groups': [
        found['logGroupName'] for found in pages(logs, 'describe_log_groups', 'logGroups')],
    'lines': [
        found['message']
        for found in pages(
            logs, 'filter_log_events', 'events',
            logGroupName=f'/aws/lambda/{FUNCTION}', filterPattern='Success')],
}

lambda_.delete_function(FunctionName=FUNCTION)
elasticache.delete_serverless_cache(ServerlessCacheName='cache-01')
elasticache.delete_user_group(UserGroupId='iam-user-group-01')
for user in ('default-user-disabled', 'iam-user-01'):
    elasticache.delete_user(UserId=user)
for arn in (policy['Arn'], VPC_POLICY):
    iam.detach_role_policy(RoleName=ROLE, PolicyArn=arn)
iam.delete_role(RoleName=ROLE)
iam.delete_policy(PolicyArn=policy['Arn'])
logs.delete_log_group(logGroupName=f'/aws/lambda/{FUNCTION}')

gone = {}
for name, call, error in (
    ('cache', lambda: elasticache.describe_serverless_caches(ServerlessCacheName='cache-01'),
     elasticache.exceptions.ServerlessCacheNotFoundFault),
    ('user', lambda: elasticache.describe_users(UserId='iam-user-01'),
     elasticache.exceptions.UserNotFoundFault),
    ('group', lambda: elasticache.describe_user_groups(UserGroupId='iam-user-group-01'),
     elasticache.exceptions.UserGroupNotFoundFault),
    ('role', lambda: iam.get_role(RoleName=ROLE), iam.exceptions.NoSuchEntityException),
    ('function', lambda: lambda_.get_function(FunctionName=FUNCTION),
     lambda_.exceptions.ResourceNotFoundException),
):
    try:
        call()
    except error as caught:
        gone[name] = caught.response['Error']['Code']

print(json.dumps({
    'account': account, 'created': created['State'], 'status': invoked['StatusCode'], 'payload': payload,
    'tail': tail, 'seen': seen, 'gone': gone, 'calls': len(calls)}))
