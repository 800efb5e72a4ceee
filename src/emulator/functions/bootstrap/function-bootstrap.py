"""Runs the process of a Python function, as /var/runtime/bootstrap.py does on AWS. Needs the standard library only.

It behaves as AWS's awslambdaric, which test/emulator/functions/recordings holds. It starts fast, so it does not load
http.client, which loads ssl and email.
"""

import importlib
import json
import logging
import os
import socket
import sys
import time
import traceback

# AWS's runtime indents stack traces with no-break spaces, because CloudWatch removes other spaces.
INDENT = "\u00a0"
# On AWS a message is a frame, and one event (F6.22). Here it is a line of stdout with marks, which the endpoint reads.
MESSAGE, LINE_FEED = "\x1e", "\x1f"
SECONDS = "%Y-%m-%dT%H:%M:%SZ"
IS_JSON_LOG = os.environ.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"
INIT_WARNING = (
    "LAMBDA_WARNING: Unhandled exception. The most likely cause is an issue in the function code. "
    "However, in rare cases, a Lambda runtime update can cause unexpected function behavior. "
    "For functions using managed runtimes, runtime updates can be triggered by a function change, or can be applied "
    "automatically. To determine if the runtime has been updated, check the runtime version in the INIT_START log "
    "entry. If this error correlates with a change in the runtime version, you may be able to mitigate this error by "
    "temporarily rolling back to the previous runtime version. For more information, see "
    "https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html\r"
)
# The packages of Lambda's Python runtimes (F6.19).
BROUGHT_BY_LAMBDA = {"boto3", "botocore", "dateutil", "jmespath", "s3transfer", "six", "urllib3"}

read_machine_clock = time.time


class Fault(Exception):
    """An error of the runtime itself."""

    def __init__(self, name, message, trace=()):
        super().__init__(message)
        self.type, self.trace = f"Runtime.{name}", list(trace)


class RuntimeApi:
    """A client of the Lambda Runtime API. It keeps one connection."""

    def __init__(self, address):
        self.address, self.reader = address, None

    def request(self, method, path, body=b"", content_type="application/json"):
        if self.reader is None:
            host, port = self.address.split(":")
            self.socket = socket.create_connection((host, int(port)))
            self.reader = self.socket.makefile("rb")
        head = f"{method} /2018-06-01/runtime/{path} HTTP/1.1\r\nHost: {self.address}\r\n"
        head += f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
        self.socket.sendall(head.encode() + body)
        status = int(self.reader.readline().split()[1])
        headers = {}
        for line in iter(lambda: self.reader.readline().decode("latin-1").strip(), ""):
            name, value = line.split(": ", 1)
            headers[name.lower()] = value
        return status, headers, self.reader.read(int(headers["content-length"]))

    def next(self):
        _, headers, body = self.request("GET", "invocation/next")
        return headers, body

    def respond(self, request_id, body, content_type):
        status, _, reason = self.request("POST", f"invocation/{request_id}/response", body, content_type)
        if status < 300:
            return
        print(
            f"[ERROR] [{int(read_machine_clock() * 1000)}] LAMBDA_RUNTIME Failed to post handler success response. "
            f"Http response code: {status}. {reason.decode()}"
        )
        raise RuntimeError("Failed to post invocation response")

    def fail(self, path, report):
        self.request("POST", path, to_json(report).encode())


def to_json(value, inside=frozenset()):
    """Writes JSON as simplejson does in AWS's runtime: with decimals, named tuples as objects, and bytes as text."""
    if isinstance(value, (str, bytes)):
        return json.encoder.encode_basestring(value if isinstance(value, str) else value.decode())
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        return json.dumps(value)
    if isinstance(value, getattr(sys.modules.get("decimal"), "Decimal", ())):
        return "NaN" if value.is_nan() else str(value)
    if id(value) in inside:
        raise ValueError("Circular reference detected")
    inside = inside | {id(value)}
    as_dict = getattr(value, "_asdict", None)
    if callable(as_dict):
        value = as_dict()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{to_key(key)}: {to_json(item, inside)}" for key, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(to_json(item, inside) for item in value) + "]"
    raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")


def to_key(key):
    if isinstance(key, (str, bytes)):
        return to_json(key)
    if key is None or isinstance(key, (int, float, getattr(sys.modules.get("decimal"), "Decimal", int))):
        return f'"{to_json(key)}"'
    raise TypeError(f"keys must be str, int, float, bool or None, not {type(key).__name__}")


class Log:
    """The function's log. One message is one event, whatever it contains."""

    request_id = tenant_id = None
    stream = sys.stdout

    def log(self, message):
        self.stream.write(MESSAGE + message.replace("\n", LINE_FEED) + "\n")

    def write_error(self, report):
        if IS_JSON_LOG:
            head = {"timestamp": time.strftime(SECONDS, time.gmtime()), "log_level": "ERROR"}
            return self.log(to_json({**head, **report}))
        title = ": ".join(text for text in (report["errorType"], report["errorMessage"]) if text)
        lines = [line for entry in report["stackTrace"] for line in entry.splitlines() or [""]]
        indented = [INDENT * (len(line) - len(line.lstrip(" "))) + line.lstrip(" ") for line in lines]
        self.log("\n".join([f"[ERROR] {title}".rstrip(" "), "Traceback (most recent call last):", *indented]))


class LogHandler(logging.Handler):
    """The handler of the root logger."""

    def __init__(self, log):
        super().__init__()
        self.log_sink = log

    def filter(self, record):
        record.aws_request_id = self.log_sink.request_id or ""
        record.tenant_id = self.log_sink.tenant_id
        return super().filter(record)

    def emit(self, record):
        self.log_sink.log(self.format(record))


class JsonFormatter(logging.Formatter):
    """Writes a record as one line of JSON, with the record's own fields."""

    # Fields of every record, and those that the handler adds.
    KNOWN = {*vars(logging.makeLogRecord({})), "aws_request_id", "tenant_id"} - {"taskName"}

    def format(self, record):
        record.levelno = min(50, max(0, record.levelno)) // 10 * 10
        record.levelname = logging.getLevelName(record.levelno)
        kind, error, trace = record.exc_info or (None, None, None)
        fields = {
            "timestamp": self.formatTime(record, SECONDS),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            "stackTrace": traceback.format_tb(trace) if kind else None,
            "errorType": kind.__name__ if kind else None,
            "errorMessage": str(error) if kind else None,
            "requestId": record.aws_request_id,
            "location": f"{record.pathname}:{record.funcName}:{record.lineno}" if kind else None,
            "tenantId": record.tenant_id,
        }
        own = {key: value for key, value in vars(record).items() if key not in self.KNOWN and key not in fields}
        shown = {key: value for key, value in {**fields, **own}.items() if value is not None}
        return json.dumps(shown, ensure_ascii=False) + "\n"


def set_up_logging(log):
    logging.Formatter.converter = time.gmtime
    handler = LogHandler(log)
    text = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n"
    handler.setFormatter(JsonFormatter() if IS_JSON_LOG else logging.Formatter(text, "%Y-%m-%dT%H:%M:%S"))
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper()
    level = "DEBUG" if level == "TRACE" else level
    if isinstance(logging.getLevelName(level), int):
        logging.getLogger().setLevel(level)
    logging.getLogger().addHandler(handler)


class Record:
    """An object with a fixed set of fields, None where the source has none."""

    __slots__ = ()

    def __init__(self, source):
        for name in self.__slots__:
            setattr(self, name, source.get(name))

    def __repr__(self):
        names = self.__slots__ or [name for name in vars(self) if not name.startswith("_")]
        fields = ",".join(f"{name}={getattr(self, name)}" for name in names)
        return f"{type(self).__name__}([{fields}])"


class CognitoIdentity(Record):
    __slots__ = ("cognito_identity_id", "cognito_identity_pool_id")


class Client(Record):
    __slots__ = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")


class ClientContext(Record):
    __slots__ = ("custom", "env", "client")


class LambdaContext(Record):
    """The handler's second argument."""

    def __init__(self, headers, log):
        env = os.environ
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.log_group_name = env.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = env.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = env.get("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = env.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = env.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = headers["lambda-runtime-invoked-function-arn"]
        self.client_context = parse_header(headers, "client-context", "Client Context", ClientContext)
        if self.client_context and self.client_context.client is not None:
            self.client_context.client = Client(self.client_context.client)
        identity = parse_header(headers, "cognito-identity", "Cognito Identity", dict) or {}
        self.identity = CognitoIdentity({})
        self.identity.cognito_identity_id = identity.get("cognitoIdentityId")
        self.identity.cognito_identity_pool_id = identity.get("cognitoIdentityPoolId")
        self.tenant_id = headers.get("lambda-runtime-aws-tenant-id")
        self._deadline_ms, self._log = int(headers["lambda-runtime-deadline-ms"]), log

    def get_remaining_time_in_millis(self):
        # The deadline is in the machine's time, even when the function's clock differs.
        return max(self._deadline_ms - int(read_machine_clock() * 1000), 0)

    def log(self, message):
        self._log.log(str(message))


def parse_header(headers, name, title, build):
    text = headers.get(f"lambda-runtime-{name}")
    if not text:
        return None
    try:
        return build(json.loads(text))
    except Exception as error:
        raise Fault("LambdaContextUnmarshalError", f"Unable to parse {title} JSON: {error}")


def load_handler(name):
    try:
        module_name, function_name = name.rsplit(".", 1)
    except ValueError as error:
        raise Fault("MalformedHandlerName", f"Bad handler '{name}': {error}")
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise Fault("BuiltInModuleConflict", f"Cannot use built-in module {module_name} as a handler module")
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise Fault("ImportModuleError", f"Unable to import module '{module_name}': {describe(error)}")
    except SyntaxError as error:
        place = f'  File "{error.filename}" Line {error.lineno}\n    {error.text}'
        raise Fault("UserCodeSyntaxError", f"Syntax error in module '{module_name}': {error}", [place])
    try:
        return getattr(module, function_name)
    except AttributeError:
        raise Fault("HandlerNotFound", f"Handler '{function_name}' missing on module '{module_name}'")


def describe(error):
    """Returns an error's text. Not as on AWS: the function may lack a package that Lambda brings."""
    package = (getattr(error, "name", None) or "").split(".")[0]
    if not isinstance(error, ModuleNotFoundError) or package not in BROUGHT_BY_LAMBDA:
        return str(error)
    return f"{error}. Lambda brings {package}, this machine's Python does not: {sys.executable} -m pip install boto3"


def to_report(error, request_id=""):
    """Describes an error. The stack trace leaves out the runtime's own frames."""
    if isinstance(error, Fault):
        name, message, trace = error.type, str(error), error.trace
    else:
        frames = [(frame.filename, frame.lineno, frame.name, frame.line) for frame in traceback.extract_tb(error.__traceback__)]
        first = next((index for index, (file, *_) in enumerate(frames) if file != __file__), 0)
        name, message, trace = type(error).__name__, describe(error), traceback.format_list(frames[first:])
    return {"errorMessage": message, "errorType": name, "requestId": request_id, "stackTrace": trace}


def parse_event(body):
    try:
        return json.loads(body)
    except Exception as error:
        raise Fault("UnmarshalError", f"Unable to unmarshal input: {error}")


def to_response(result):
    if isinstance(result, bytes):
        return result, "application/unknown"
    try:
        return to_json(result), "application/json"
    except Exception as error:
        raise Fault("MarshalError", f"Unable to marshal response: {error}")


class Clock:
    """Sets the function's clock to the endpoint's, because tokens that the function signs must carry that date."""

    offset, is_replaced = 0.0, False

    def shift(self, milliseconds):
        self.offset = float(milliseconds) / 1000
        if self.offset != 0 and not self.is_replaced:
            self.is_replaced = True
            self.replace()

    def replace(self):
        """Replaces Python's clocks, also where a module has imported them by name."""
        import datetime

        Machine = datetime.datetime
        ahead = lambda: datetime.timedelta(seconds=self.offset)

        class AnyDatetime(type):
            __instancecheck__ = lambda cls, value: isinstance(value, Machine)
            __subclasscheck__ = lambda cls, other: issubclass(other, Machine)

        class Shifted(Machine, metaclass=AnyDatetime):
            now = staticmethod(lambda tz=None: Machine.now(tz) + ahead())
            utcnow = staticmethod(lambda: Machine.now(datetime.timezone.utc).replace(tzinfo=None) + ahead())
            today = staticmethod(lambda: Machine.now() + ahead())

        Shifted.__name__ = Shifted.__qualname__ = "datetime"
        of = lambda convert: lambda seconds=None: convert(now() if seconds is None else seconds)
        now = lambda: read_machine_clock() + self.offset
        format_time = time.strftime
        swaps = [
            (Machine, Shifted),
            (time.time, now),
            (time.time_ns, lambda: int(now() * 1e9)),
            (time.strftime, lambda form, when=None: format_time(form, time.localtime() if when is None else when)),
            *((convert, of(convert)) for convert in (time.gmtime, time.localtime, time.ctime)),
        ]
        changed = {id(old): new for old, new in swaps}
        for name, module in list(sys.modules.items()):
            for key, value in list(vars(module).items()) if name != "__main__" else ():
                if id(value) in changed:
                    setattr(module, key, changed[id(value)])


def run():
    clock, log = Clock(), Log()
    clock.shift(os.environ.pop("VALKEY_LAB_CLOCK_OFFSET_MS", 0))
    sys.path[0] = os.environ["LAMBDA_TASK_ROOT"]
    api = RuntimeApi(os.environ["AWS_LAMBDA_RUNTIME_API"])
    set_up_logging(log)
    try:
        handler = load_handler(os.environ["_HANDLER"])
    except Exception as error:
        report = to_report(error)
        logging.warning(INIT_WARNING)
        log.write_error(report)
        api.fail("init/error", report)
        sys.exit(1)
    while True:
        headers, body = api.next()
        clock.shift(headers.get("valkey-lab-clock-offset-ms", 0))
        log.request_id = request_id = headers["lambda-runtime-aws-request-id"]
        log.tenant_id = headers.get("lambda-runtime-aws-tenant-id")
        os.environ["_X_AMZN_TRACE_ID"] = headers["lambda-runtime-trace-id"]
        try:
            context = LambdaContext(headers, log)
            response, content_type = to_response(handler(parse_event(body), context))
        except Exception as error:
            report = to_report(error, request_id)
            log.write_error(report)
            api.fail(f"invocation/{request_id}/error", report)
        else:
            api.respond(request_id, response if isinstance(response, bytes) else response.encode(), content_type)


run()
