"""Settings: one program for every tier; the environment says where data lives.

TUYEN_HOME           data folder (default ./var in a checkout, else a folder of the user)
TUYEN_DATABASE_URL   default SQLite in TUYEN_HOME; postgresql://user:pass@host/name for a hub
TUYEN_SECRET_KEY     made on first run and kept in TUYEN_HOME
TUYEN_HOSTS          comma-separated host names served
TUYEN_BACKUPS        folder of the regular backups (default backups in TUYEN_HOME); "off" for none
TUYEN_BACKUP_HOURS   hours between two of them (default 1 on SQLite, 24 on PostgreSQL)
TUYEN_BACKUP_COPY    second folder, on a USB disk, that is given a sealed copy each day
TUYEN_COOKIES        ending of the cookies' names, where two nodes are served under one host name
TUYEN_TLS=1          browsers reach this node by https only: through a proxy that sets X-Forwarded-Proto
"""

import os
import secrets
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF

PACKAGE = Path(__file__).resolve().parent
CHECKOUT = PACKAGE.parent


def _home() -> Path:
    if given := os.environ.get("TUYEN_HOME"):
        return Path(given)
    if (CHECKOUT / "pyproject.toml").exists():
        return CHECKOUT / "var"
    return Path.home() / ".local" / "share" / "tuyen"


TUYEN_HOME = _home()


def _secret() -> str:
    if given := os.environ.get("TUYEN_SECRET_KEY"):
        return given
    kept = TUYEN_HOME / "secret.key"
    if not kept.exists():
        TUYEN_HOME.mkdir(parents=True, exist_ok=True)
        handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return kept.read_text()


SECRET_KEY = _secret()
DEBUG = os.environ.get("TUYEN_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("TUYEN_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA cache_size=-4000; PRAGMA journal_size_limit=67108864; PRAGMA temp_store=MEMORY"
)


def _sqlite(path: Path | str) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_PRAGMAS,
        },
    }


def _postgres(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "tuyen.core.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
    }


def _database() -> dict[str, object]:
    url = os.environ.get("TUYEN_DATABASE_URL", "")
    if url.startswith(("postgresql://", "postgres://")):
        return _postgres(url)
    return _sqlite(url.removeprefix("sqlite:///") or TUYEN_HOME / "tuyen.sqlite3")


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

FLOORS = [
    "tuyen.platform.changes",
    "tuyen.platform.nodes",
    "tuyen.platform.access",
    "tuyen.platform.mailbox",
    "tuyen.platform.accounts",
    "tuyen.platform.tally",
    "tuyen.platform.outbox",
    "tuyen.platform.health",
    "tuyen.platform.backups",
    "tuyen.platform.attachments",
    "tuyen.platform.tokens",
    "tuyen.platform.rescue",
    "tuyen.platform.imports",
    "tuyen.platform.ui",
    "tuyen.platform.drafts",
    "tuyen.platform.lan",
    "tuyen.platform.live",
    "tuyen.platform.signing",
    "tuyen.platform.forms",
    "tuyen.registry.areas",
    "tuyen.registry.facilities",
    "tuyen.registry.staff",
    "tuyen.registry.persons",
    "tuyen.registry.terms",
    "tuyen.domains.equipment",
    "tuyen.domains.capability",
    "tuyen.domains.clinic",
    "tuyen.domains.growth",
    "tuyen.domains.consent",
    "tuyen.domains.notification",
    "tuyen.domains.outbreaks",
    "tuyen.domains.campaigns",
    "tuyen.domains.sampling",
    "tuyen.domains.health_education",
    "tuyen.domains.isolation_areas",
    "tuyen.domains.response_plans",
    "tuyen.domains.pharmacy",
    "tuyen.domains.books",
    "tuyen.domains.referral",
    "tuyen.domains.appointments",
    "tuyen.domains.imaging",
    "tuyen.domains.diagnostics",
    "tuyen.domains.custody",
    "tuyen.domains.ward",
    "tuyen.domains.supervision",
    "tuyen.domains.techniques",
    "tuyen.domains.steering",
    "tuyen.domains.teleconsult",
    "tuyen.domains.directives",
    "tuyen.domains.training",
    "tuyen.domains.rotation",
    "tuyen.domains.evaluation",
    "tuyen.domains.immunization",
    "tuyen.domains.vaccine_supply",
    "tuyen.domains.surveillance",
    "tuyen.record",
    "tuyen.edge.reports",
    "tuyen.edge.sync",
    "tuyen.edge.web",
    "tuyen.edge.webhooks",
]

# Files of the page that describes the API. As an app the package would be read at every start, 12 MB.
NINJA = Path(str(find_spec("ninja").origin)).parent  # type: ignore[union-attr]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "template_partials",
    *FLOORS,
    # after our own, so that our pages come first
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]

MIDDLEWARE = [
    # the question of every open board, each few seconds: answered before anything else is asked
    "tuyen.domains.teleconsult.middleware.PollMiddleware",
    # what other nodes say: signed in the body, without session, page and their headers
    "tuyen.edge.sync.middleware.NodesMiddleware",
    "tuyen.platform.telemetry.middleware.TelemetryMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "tuyen.platform.ui.small_files.SmallFilesMiddleware",
    # pages and data; static files come compressed from the middleware above (rulings 25)
    "django.middleware.gzip.GZipMiddleware",
    "tuyen.platform.ui.policy.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tuyen.platform.ui.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tuyen.platform.access.middleware.ActorMiddleware",
    "tuyen.platform.accounts.middleware.EntranceMiddleware",
    "tuyen.platform.ui.middleware.MemoryMiddleware",
    "tuyen.platform.ui.middleware.PageMiddleware",
    "axes.middleware.AxesMiddleware",
    "tuyen.domains.clinic.middleware.ClosedChartMiddleware",
]

ROOT_URLCONF = "tuyen.urls"
WSGI_APPLICATION = "tuyen.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "DIRS": [NINJA / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "tuyen.platform.ui.context.shell",
            ],
        },
    },
]

FORM_RENDERER = "tuyen.platform.ui.renderer.HouseRenderer"
CSRF_FAILURE_VIEW = "tuyen.platform.ui.problems.csrf_failure"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "tuyen.platform.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_FORMS = {"login": "tuyen.platform.accounts.forms.SignInForm"}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# By address only: a limit by name would let anybody keep a colleague out. Names are counted by axes.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "30/m/ip"}
MFA_ADAPTER = "tuyen.platform.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Tuyến"
MFA_TOTP_TOLERANCE = 1  # station clocks drift
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # http://localhost; elsewhere browsers ask for TLS

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# Guessing on during the lock does not make it longer: nobody is kept out for ever.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "tuyen.platform.accounts.lockout.name_tried"
AXES_LOCKOUT_CALLABLE = "tuyen.platform.accounts.lockout.told"
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are in the sessions; failures are kept
AXES_VERBOSE = False

LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"

SESSION_ENGINE = "tuyen.platform.accounts.sessions"
if _beside := os.environ.get("TUYEN_COOKIES", ""):
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"sessionid-{_beside}", f"csrftoken-{_beside}"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
if os.environ.get("TUYEN_TLS") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
if os.environ.get("TUYEN_LAN") == "1":  # the server itself speaks TLS (tuyen serve --lan)
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # previews of photos taken in the browser before they are sent
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
    },
}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["tuyen.core.formats"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "/static/"
STATICFILES_DIRS = [NINJA / "static"]
# Files are served from where the packages keep them; a collected copy only when one is named.
STATIC_ROOT = os.environ.get("TUYEN_STATIC")
MEDIA_ROOT = TUYEN_HOME / "blobs"
TUYEN_BACKUPS = os.environ.get("TUYEN_BACKUPS") or str(TUYEN_HOME / "backups")
TUYEN_BACKUP_HOURS = int(os.environ.get("TUYEN_BACKUP_HOURS") or 0)
TUYEN_BACKUP_COPY = os.environ.get("TUYEN_BACKUP_COPY", "")
# Kinds of files that are taken, and how large each may be.
TUYEN_ATTACHMENT_MEGABYTES = {
    "application/pdf": 20,
    "image/png": 15,
    "image/jpeg": 15,
    "image/webp": 15,
    "application/dicom": 200,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": 30,
    "text/plain": 10,
}
TUYEN_CLAMD = os.environ.get("TUYEN_CLAMD", "")  # unix:/run/clamav/clamd.ctl or tcp:host:3310
# after how many days without care a node below deletes a record that it was only sent; 0: never
TUYEN_FORGET_AFTER_DAYS = int(os.environ.get("TUYEN_FORGET_AFTER_DAYS", "0"))
TUYEN_STUN = os.environ.get("TUYEN_STUN", "")  # stun:host:3478
TUYEN_TURN = os.environ.get("TUYEN_TURN", "")  # turn:host:3478, a relay between two networks
TUYEN_TURN_SECRET = os.environ.get("TUYEN_TURN_SECRET", "")  # coturn's static-auth-secret
TUYEN_SIGNING_PROVIDER = os.environ.get(
    "TUYEN_SIGNING_PROVIDER", "tuyen.platform.signing.providers.Plain"
)
TUYEN_PADES_FILE = os.environ.get("TUYEN_PADES_FILE", "")  # the facility's certificate, PKCS#12
TUYEN_PADES_PASSWORD = os.environ.get("TUYEN_PADES_PASSWORD", "")
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600  # our own carry a fingerprint in the address (the tag `asset`)
# the version stands in the folder's name
WHITENOISE_IMMUTABLE_FILE_TEST = r"/static/vendor/[^/]+-\d[^/]*/"

DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# A series of a CT picked file by file; more go as one zip. Each lies on the disk while it is examined.
DATA_UPLOAD_MAX_NUMBER_FILES = 400
FILE_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024

# JSON lines on standard error, without names and numbers of persons (tuyen/platform/telemetry).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "tuyen.platform.telemetry.log.formatter"}},
    "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["errors"], "level": os.environ.get("TUYEN_LOG_LEVEL", "INFO")},
    "loggers": {
        # Django's own would write to the console beside ours; a 404 is no event.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},
    },
}
