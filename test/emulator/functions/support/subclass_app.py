"""A function for redis-py 4.3, which has no credential providers: its connection class signs a token for each connection."""

import os
from urllib.parse import urlencode

import botocore.session
import redis
from botocore.model import ServiceId
from botocore.signers import RequestSigner

USER = os.environ["CACHE_USER"]
CACHE = os.environ["CACHE_NAME"]
session = botocore.session.get_session()
region = session.get_config_variable("region")


def sign():
    signer = RequestSigner(
        ServiceId("elasticache"),
        region,
        "elasticache",
        "v4",
        session.get_credentials(),
        session.get_component("event_emitter"),
    )
    query = urlencode({"Action": "connect", "User": USER, "ResourceType": "ServerlessCache"})
    url = signer.generate_presigned_url(
        {"method": "GET", "url": f"https://{CACHE}/?{query}", "body": {}, "headers": {}, "context": {}},
        operation_name="connect",
        expires_in=900,
        region_name=region,
    )
    return url[len("https://") :]


class IamConnection(redis.SSLConnection):
    signed = 0

    def on_connect(self):
        IamConnection.signed += 1
        self.password = sign()
        super().on_connect()


pool = redis.ConnectionPool(
    connection_class=IamConnection,
    host=os.environ["CACHE_ENDPOINT"],
    port=int(os.environ["CACHE_PORT"]),
    username=USER,
    ssl_check_hostname=True,
)
cache = redis.Redis(connection_pool=pool)


def lambda_handler(event, context):
    if event.get("reconnect"):
        pool.disconnect()
    return {"visits": cache.incr("visits"), "signed": IamConnection.signed}
