"""Counts the visits of a page in ElastiCache for Valkey, with IAM authentication."""

import os
from urllib.parse import urlencode

import botocore.session
import redis
from botocore.model import ServiceId
from botocore.signers import RequestSigner
from redis.backoff import ExponentialBackoff
from redis.retry import Retry


class IamTokens(redis.CredentialProvider):
    """Signs a new token for each connection. A token is a password that is valid for 15 minutes."""

    def __init__(self, user, cache):
        self._user = user
        self._cache = cache
        self._session = botocore.session.get_session()
        self._region = self._session.get_config_variable("region")

    def get_credentials(self):
        # The session renews the credentials of the function's role.
        signer = RequestSigner(
            ServiceId("elasticache"),
            self._region,
            "elasticache",
            "v4",
            self._session.get_credentials(),
            self._session.get_component("event_emitter"),
        )
        # Without ResourceType, a serverless cache refuses the token.
        query = urlencode(
            {"Action": "connect", "User": self._user, "ResourceType": "ServerlessCache"}
        )
        request = {
            "method": "GET",
            "url": f"https://{self._cache}/?{query}",
            "body": {},
            "headers": {},
            "context": {},
        }
        url = signer.generate_presigned_url(
            request, operation_name="connect", expires_in=900, region_name=self._region
        )
        return self._user, url.removeprefix("https://")


# One client for all invocations of this environment. It connects with the first command, verifies TLS, and connects again with
# a new token when the cache has closed its connection: that happens 12 hours after the login.
cache = redis.Redis(
    host=os.environ["CACHE_ENDPOINT"],
    port=int(os.environ["CACHE_PORT"]),
    credential_provider=IamTokens(os.environ["CACHE_USER"], os.environ["CACHE_NAME"]),
    ssl=True,
    ssl_check_hostname=True,
    socket_connect_timeout=5,
    socket_timeout=5,
    retry=Retry(ExponentialBackoff(), 2),
    retry_on_error=[redis.ConnectionError],
)


def handler(event, context):
    page = event.get("page", "home")
    visits = cache.incr(f"visits:{page}")
    print(f"Visit {visits} of {page}.")
    return {"page": page, "visits": visits}
