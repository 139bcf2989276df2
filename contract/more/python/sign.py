"""Signs requests with botocore: one JSON object a line in, one out."""
import datetime
import json
import sys

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials


def at(milliseconds):
    """Lets botocore's signer believe that it is this moment; older and newer ones ask in their own way."""
    moment = datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.timezone.utc).replace(tzinfo=None)

    class Stopped(datetime.datetime):
        @classmethod
        def utcnow(cls):
            return moment

    class Module:
        datetime = Stopped

    botocore.auth.datetime = Module
    botocore.auth.get_current_datetime = lambda *_, **__: moment


for line in sys.stdin:
    asked = json.loads(line)
    at(asked["now"])
    keys = asked["credentials"]
    credentials = Credentials(keys["accessKeyId"], keys["secretAccessKey"], keys.get("sessionToken"))
    request = AWSRequest(method=asked["method"], url=asked["url"], headers=asked.get("headers"))
    if "expires" in asked:
        botocore.auth.SigV4QueryAuth(credentials, "transcribe", asked["region"], asked["expires"]).add_auth(request)
    else:
        botocore.auth.SigV4Auth(credentials, "transcribe", asked["region"]).add_auth(request)
    answer = {"url": request.url, "headers": {name.lower(): value for name, value in request.headers.items()}}
    print(json.dumps(answer), flush=True)
