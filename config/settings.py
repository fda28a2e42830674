"""One file of settings. What a host may change is read from the environment and listed in env.example."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key

from config import env

ROOT = Path(__file__).resolve().parent.parent
VAR = env.folder("REPERES_VAR", ROOT / "var")  # everything the instance owns: database, files, releases, index
try:
    (VAR / "static").mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise env.BadSetting(f"On ne peut pas écrire dans {VAR} ({error.strerror}) : voyez REPERES_VAR.") from error

DEBUG = env.flag("DEBUG")
TESTING = env.flag("REPERES_TESTING")


def secret_key() -> str:
    """The host's own key, or one drawn once and kept beside the database."""
    if given := env.text("SECRET_KEY"):
        return given
    kept = VAR / "secret_key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(get_random_secret_key(), encoding="utf-8")
    return kept.read_text(encoding="utf-8")


SECRET_KEY = secret_key()
SITE_ADDRESS = env.text("SITE_ADDRESS", f"http://127.0.0.1:{env.number('PORT', 8000)}")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]
CSRF_FAILURE_VIEW = "reperes.home.views.forged"
IS_HTTPS = SITE_ADDRESS.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PROXY_COUNT = ALLAUTH_TRUSTED_PROXY_COUNT = env.number("PROXY_COUNT", 0)  # proxies of ours that a request passes
BUDGET_PER_MINUTE = env.number("BUDGET_PER_MINUTE", 0 if TESTING else 120)  # see core/budget.py; 0: no limit
DISCLOSURE = {  # fewer than that and a figure is hidden; see docs/methods/disclosure.md
    "people": env.number("REPERES_LEAST_PEOPLE", 40),
    "people_by_hand": env.number("REPERES_LEAST_PEOPLE_BY_HAND", 100),
    "income_people": env.number("REPERES_LEAST_PEOPLE_INCOME", 250),
    "income_households": env.number("REPERES_LEAST_HOUSEHOLDS_INCOME", 40),
    "small_count": env.number("REPERES_SMALL_COUNT", 5),
}

INSTALLED_APPS = [
    # The rooms, ground floor first; before the libraries, whose templates and words they may replace
    "reperes.core",
    "reperes.reading",
    "reperes.publishing",
    "reperes.journal",
    "reperes.search",
    "reperes.people",
    "reperes.places",
    "reperes.catalogue",
    "reperes.atlas",
    "reperes.opendata",
    "reperes.home",
    # The libraries
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_htmx",
    "django_vite",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",  # a page read again unchanged costs 200 bytes
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "reperes.core.http.UploadLimitMiddleware",  # before anything reads the form
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "reperes.core.http.ClosedUnlessOpenedMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "reperes.core.budget.BudgetMiddleware",
    "reperes.core.http.RefusalMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORMS_URLFIELD_ASSUME_HTTPS = True  # "exemple.quebec" typed bare becomes https://exemple.quebec
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "reperes.home.shell.shell",
            ],
            "builtins": ["django.templatetags.i18n", "reperes.core.templatetags.rights"],
        },
    }
]

# --- Stores -----------------------------------------------------------------------------------------


def database() -> dict[str, object]:
    """SQLite beside the files unless DATABASE_URL names a PostgreSQL server."""
    url = urlsplit(env.text("DATABASE_URL"))
    if not url.scheme:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR / "reperes.sqlite3",
            "OPTIONS": {
                # A reader never waits for the writer (WAL); a writer asks for its turn at once (IMMEDIATE).
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON",
            },
        }
    if url.scheme not in {"postgres", "postgresql"}:
        raise env.BadSetting(f"DATABASE_URL begins with “{url.scheme}:”; Repères knows postgres: only.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path.lstrip("/"),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or ""),
        "PORT": url.port or "",
        "CONN_MAX_AGE": 60,
    }


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # a bucket a visitor: a crowd must not empty each other's
    }
}

MEDIA_ROOT = VAR / "files"
MEDIA_URL = "/fichiers/"
# Parquet releases, rebuilt and never edited: a folder, or a bucket, of which the folder then keeps copies
WAREHOUSE_BUCKET = env.bucket("REPERES_WAREHOUSE")
WAREHOUSE = VAR / "warehouse" if WAREHOUSE_BUCKET else env.folder("REPERES_WAREHOUSE", VAR / "warehouse")
BUCKET_ENDPOINT = env.address("BUCKET_ENDPOINT")
BUCKET_KEY, BUCKET_SECRET = env.text("BUCKET_KEY"), env.text("BUCKET_SECRET")
BUCKET_REGION = env.text("BUCKET_REGION", "us-east-1")
if WAREHOUSE_BUCKET and not (BUCKET_KEY and BUCKET_SECRET):
    raise env.BadSetting("REPERES_WAREHOUSE names a bucket: set BUCKET_KEY and BUCKET_SECRET, which open it.")
ENGINE = env.engine("REPERES_ENGINE")  # what sums small areas into wider ones; see docs/hosts/engines.md
ENGINE_HOST = env.text("REPERES_ENGINE_HOST")  # where a cluster finds this machine
# What numba compiles once is kept with what the instance owns: the code's folder may be read-only
os.environ.setdefault("NUMBA_CACHE_DIR", str(VAR / "compiled"))
TILES = VAR / "tiles"
SEARCH_INDEX = VAR / "index"
FONTS = ROOT / "frontend" / "dist" / "fonts"  # made from the npm fonts by the asset build, for PDF

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [path for path in [ROOT / "frontend" / "dist"] if path.is_dir()]
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "manifest_path": ROOT / "frontend" / "dist" / "manifest.json",
        "app_client_class": "reperes.core.assets.AssetClient",
    },
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = TESTING

TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend" if TESTING else "django_tasks_db.DatabaseBackend"
    }
}

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie beside the two we name

# --- Words ------------------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"  # French is the source; English is a translation
LANGUAGES = [("fr", "Français"), ("en", "English")]
USE_I18N = USE_TZ = True
TIME_ZONE = env.text("TIME_ZONE", "America/Montreal")

# --- People -----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
if TESTING:  # a slow hash guards real passwords; tests have none
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:home"
ACCOUNT_ADAPTER = "reperes.people.accounts.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "reperes.people.accounts.OutsideAccountAdapter"
ACCOUNT_SIGNUP_FORM_CLASS = "reperes.people.sign_up.SignUp"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CHANGE_EMAIL = True  # one address a person; the old one holds until the new one is confirmed
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a mail tells of each change to the means of signing in
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = env.text("HOST_NAME", "Repères")
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS  # browsers themselves accept passkeys on localhost only
SIGNUP_IS_OPEN = env.flag("SIGNUP_IS_OPEN")  # closed: one enters by invitation
OIDC_SERVER = env.text("OIDC_SERVER")
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": env.text("OIDC_NAME", "OpenID Connect"),
                    "client_id": env.text("OIDC_CLIENT_ID"),
                    "secret": env.text("OIDC_SECRET"),
                    "settings": {"server_url": OIDC_SERVER},
                }
            ]
        }
    }
    if OIDC_SERVER
    else {}
)

# --- Mail: to the console until a server is named -----------------------------------------------------

EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_TIMEOUT = 10  # seconds: a silent mail server must not hold a page
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=EMAIL_PORT == 587)
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "Repères <reperes@localhost>")

# --- The host ---------------------------------------------------------------------------------------

HOST_NAME = env.text("HOST_NAME", "Repères")  # the organisation that runs this instance
PRIVACY_PERSON = env.text("PRIVACY_PERSON")  # Loi 25: named on the site
PRIVACY_EMAIL = env.text("PRIVACY_EMAIL", "vie-privee@localhost")
SOURCE_ADDRESS = env.text("SOURCE_ADDRESS")  # AGPL, section 13: where readers find the code this instance runs
REAL_DATA = env.folder("REPERES_DATA", ROOT.parent / "shared" / "data")  # open data to plant, where present

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        # Browsers hold the redirection that follows a form to this list too: the way to the identity server
        "form-action": [SELF, *(["{0.scheme}://{0.netloc}".format(urlsplit(OIDC_SERVER))] if OIDC_SERVER else [])],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
UPLOAD_LIMIT_MB = env.number("UPLOAD_LIMIT_MB", 300)  # one deposited file: boundaries or table
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
    "loggers": {"django_tasks_db": {"level": "ERROR"}},  # that it stops when asked is no warning
}
