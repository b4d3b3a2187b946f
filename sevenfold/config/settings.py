"""Settings of one installation. Everything of it lies in the folder that SEVENFOLD_HOME names."""

import os
import secrets
from pathlib import Path
from urllib.parse import quote

import environ

from sevenfold.config import database, mail

env = environ.Env()

SEVENFOLD_HOME = Path(os.environ.get("SEVENFOLD_HOME") or "var").absolute()
if (SEVENFOLD_HOME / "settings.env").is_file():
    env.read_env(SEVENFOLD_HOME / "settings.env")  # What the environment says already, wins.

DEMO = SEVENFOLD_HOME.joinpath(
    "demo"
).is_file()  # The mark that only the demonstration's home bears.

_secret = SEVENFOLD_HOME / "keys" / "secret"
# Without a home there is nothing to keep secret: the commands that need no database make no key.
SECRET_KEY = _secret.read_text().strip() if _secret.is_file() else secrets.token_urlsafe(50)
DEBUG = False
ALLOWED_HOSTS = env.list("SEVENFOLD_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
# The host under which others know this site; none while it is for this machine alone.
HOST = next((host for host in ALLOWED_HOSTS if host.strip("[]") not in {*mail.HERE, "*"}), "")
SITE = f"https://{HOST}" if HOST else "http://localhost:8000"
SECURE = bool(HOST)  # On this machine alone, pages come without TLS.
PROXIES = env.int("SEVENFOLD_PROXIES", default=0)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "sevenfold.kernel",
    "sevenfold.ledger",
    "sevenfold.outbox",
    "sevenfold.documents",
    "sevenfold.ui",
    "sevenfold.accounts",
    "sevenfold.people",
    "sevenfold.duties",
    "sevenfold.standards",
    "sevenfold.statement",
    "sevenfold.induction",
    "sevenfold.conduct",
    "sevenfold.assurance",
    "sevenfold.demo",
    "sevenfold.running",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "sevenfold.accounts.middleware.HeaderMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sevenfold.accounts.middleware.DoorMiddleware",
    "sevenfold.people.middleware.ActorMiddleware",
    "sevenfold.config.nav.NavMiddleware",
]

if DEMO:
    MIDDLEWARE.append("sevenfold.demo.middleware.BannerMiddleware")
else:
    MIDDLEWARE.append("sevenfold.running.middleware.NoticeMiddleware")

ROOT_URLCONF = "sevenfold.config.demo_urls" if DEMO else "sevenfold.config.urls"
WSGI_APPLICATION = "sevenfold.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "sevenfold.ui.context.furniture",
            ],
            "builtins": ["sevenfold.ui.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"


def _database() -> dict:
    """PostgreSQL where DATABASE_URL says so, else the embedded database in the home."""
    url = env.str("DATABASE_URL", default="")
    if DEMO or not url:
        url = f"sqlite:///{quote(str(SEVENFOLD_HOME / 'sevenfold.sqlite3'))}"
    settings = database.settings_of(url)
    options = settings.setdefault("OPTIONS", {})
    if "postgresql" in settings["ENGINE"]:
        # Compiling a query of the living statement took eight times as long as running it.
        options["options"] = f"{options.get('options', '')} -c jit=off".strip()
        return settings
    settings["ENGINE"] = "sevenfold.kernel.sqlite"
    # Journal DELETE with EXTRA lost no acknowledged commit in simulated power cuts; the SQLite
    # of both Debians is too old for WAL.
    options["init_command"] = (
        "PRAGMA journal_mode=DELETE;PRAGMA synchronous=EXTRA;PRAGMA foreign_keys=ON;"
    )
    return settings | {"OPTIONS": options | {"transaction_mode": "IMMEDIATE", "timeout": 20}}


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "sign-in"

MAIL = env.str("EMAIL_URL", default="")
if MAIL and not DEMO:
    globals().update(mail.settings_of(MAIL))
_user = globals().get("EMAIL_HOST_USER", "")
DEFAULT_FROM_EMAIL = env.str(
    "EMAIL_FROM", default=_user if "@" in _user else f"sevenfold@{HOST or 'localhost'}"
)
# Where one letter a day brings the newest checkpoint: a mailbox outside IT.
ARCHIVE = "" if DEMO else env.str("SEVENFOLD_ARCHIVE", default="")

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

# A session is over long before its row goes, which still knows then whose it was: see accounts.
SESSION_COOKIE_AGE = 36 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE else 0
if PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

# Everything comes from our own files, and nothing stands within a page.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "img-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# In the database, because used codes are remembered in it: see accounts.models.CacheEntry.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        # Past it rows are culled that are still good; by default that is past three hundred.
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}

# Of django-allauth passkeys, authenticator apps and recovery codes are in use, none of its pages.
ACCOUNT_ADAPTER = "sevenfold.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ADAPTER = "sevenfold.accounts.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1  # The code before and the code after: a clock is wrong, or typing is slow.
CSRF_FAILURE_VIEW = "sevenfold.ui.views.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = []
