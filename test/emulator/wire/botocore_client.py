"""Calls operations with botocore, which has its own serialisers, parsers and models.

Each line of stdin is a request, and each line of stdout is its answer. A request with `operations` asks for facts about
them in botocore's models. A request with `calls` makes the calls in order and asks for their results.
"""

import base64
import datetime
import json
import sys
import warnings

warnings.filterwarnings('ignore')
import botocore.config
import botocore.exceptions
import botocore.session
from botocore import xform_name

session = botocore.session.get_session()
UTC = datetime.timezone.utc


def from_json(value, shape):
    """The value as botocore takes it, without members that this botocore's model does not have yet."""
    if shape.type_name == 'structure':
        return {name: from_json(item, shape.members[name]) for name, item in value.items() if name in shape.members}
    if shape.type_name == 'list':
        return [from_json(item, shape.member) for item in value]
    if shape.type_name == 'map':
        return {key: from_json(item, shape.value) for key, item in value.items()}
    if shape.type_name == 'timestamp':
        return datetime.datetime.fromisoformat(value['$date'].replace('Z', '+00:00'))
    return base64.b64decode(value['$bytes']) if shape.type_name == 'blob' else value


def to_json(value):
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if isinstance(value, datetime.datetime):
        return {'$date': value.astimezone(UTC).isoformat(timespec='milliseconds').replace('+00:00', 'Z')}
    if hasattr(value, 'read'):
        value = value.read()
    return {'$bytes': base64.b64encode(value).decode()} if isinstance(value, bytes) else value


def describe(service, operation):
    model = session.get_service_model(service).operation_model(operation)
    errors = {}
    for shape in model.error_shapes:
        error = shape.metadata.get('error', {})
        errors[shape.name] = {'code': error.get('code', shape.name), 'status': error.get('httpStatusCode', 400)}
    return {'required': model.input_shape.required_members if model.input_shape else [], 'errors': errors}


def call(client, model, each):
    arguments = from_json(each['input'], model.input_shape) if model.input_shape else {}
    try:
        parsed = getattr(client, xform_name(model.name))(**arguments)
    except botocore.exceptions.ClientError as error:
        # By its own class, not by ClientError alone: botocore knows the error.
        metadata = error.response['ResponseMetadata']
        return {
            'code': error.response['Error']['Code'],
            'known': type(error) is not botocore.exceptions.ClientError,
            'status': metadata['HTTPStatusCode'],
            'message': error.response['Error'].get('Message'),
            'requestId': metadata.get('RequestId'),
        }
    metadata = parsed.pop('ResponseMetadata')
    expected = from_json(each['output'], model.output_shape) if model.output_shape else {}
    return {
        'input': to_json(arguments),
        'output': to_json(parsed),
        'expected': to_json(expected),
        'requestId': metadata.get('RequestId'),
    }


config = botocore.config.Config(retries={'total_max_attempts': 1}, parameter_validation=False)
clients = {}


def get_client(service, request):
    key = (service, request['endpoint'])
    if key not in clients:
        clients[key] = session.create_client(
            service, region_name='us-east-1', endpoint_url=request['endpoint'], config=config,
            aws_access_key_id=request['accessKeyId'], aws_secret_access_key=request['secretAccessKey'])
    return clients[key]


def answer(request):
    if 'calls' not in request:
        return [describe(each['service'], each['operation']) for each in request['operations']]
    results = []
    for each in request['calls']:
        model = session.get_service_model(each['service']).operation_model(each['operation'])
        results.append(call(get_client(each['service'], request), model, each))
    return results


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
