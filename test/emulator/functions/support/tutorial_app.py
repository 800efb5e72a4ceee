"""A function in the shape of AWS's tutorial for Python, with redis-py 4.3. It has no code for the local endpoint."""

import os
import uuid
from urllib.parse import urlencode

import botocore.session
import redis
from botocore.model import ServiceId
from botocore.signers import RequestSigner
from cachetools import TTLCache, cached

USER = os.environ["CACHE_USER"]
CACHE = os.environ["CACHE_NAME"]


@cached(cache=TTLCache(maxsize=8, ttl=890))
def sign(user, cache):
    """Returns an IAM authentication token: a presigned URL without its scheme."""
    session = botocore.session.get_session()
    region = session.get_config_variable("region")
    signer = RequestSigner(
        ServiceId("elasticache"),
        region,
        "elasticache",
        "v4",
        session.get_credentials(),
        session.get_component("event_emitter"),
    )
    query = urlencode({"Action": "connect", "User": user, "ResourceType": "ServerlessCache"})
    url = signer.generate_presigned_url(
        {"method": "GET", "url": f"https://{cache}/?{query}", "body": {}, "headers": {}, "context": {}},
        operation_name="connect",
        expires_in=900,
        region_name=region,
    )
    return url[len("https://") :]


def lambda_handler(event, context):
    client = redis.Redis(
        host=os.environ["CACHE_ENDPOINT"],
        port=int(os.environ["CACHE_PORT"]),
        username=USER,
        password=sign(USER, CACHE),
        ssl=True,
        ssl_cert_reqs=event.get("verify", "none"),
        ssl_check_hostname=event.get("verify") == "required",
    )
    inserted = uuid.uuid4().hex
    client.set("uuid", inserted)
    fetched = client.get("uuid").decode()
    print(f"Success: Inserted {inserted}. Fetched {fetched} from Valkey.")
    return {"same": inserted == fetched, "redis": redis.__version__}
