"""Environment → settings. What an administrator may set is declared in gongkai.core.environment and printed by
``gongkai settings``; what local rules settle is a setting of the organ (gongkai.organs.settings)."""

from pathlib import Path

from gongkai.core import environment

BASE = Path(__file__).resolve().parent.parent
HOME = environment.home()
DEBUG = environment.flag("GONGKAI_DEBUG")
HTTPS = environment.flag("GONGKAI_HTTPS")
PROXIES = environment.listed("GONGKAI_PROXIES")
SECRET_KEY = environment.secret_key(HOME)
# Hosts are checked against the sites in the database by portal.middleware.SiteMiddleware.
ALLOWED_HOSTS = ["*"]
EXTRA_HOSTS = environment.listed("GONGKAI_HOSTS", "localhost,127.0.0.1,[::1],testserver")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "django_prose_editor",
    "django_tasks",
    "django_tasks_db",
    "lucide",
    "gongkai.core",
    "gongkai.organs",
    "gongkai.search",
    "gongkai.library",
    "gongkai.review",
    "gongkai.casework",
    "gongkai.foi",
    "gongkai.figures",
    "gongkai.portal",
    "gongkai.desk",
    "gongkai.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "gongkai.core.middleware.HealthMiddleware",
    "gongkai.core.middleware.PageClockMiddleware",
    "gongkai.organs.settings.middleware.RememberedSettings",
    "gongkai.core.sessions.CalmSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "gongkai.core.bodies.BodyMiddleware",
    "gongkai.core.middleware.MethodMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "gongkai.portal.middleware.SiteMiddleware",
    "gongkai.core.middleware.RefusalMiddleware",
    "gongkai.desk.middleware.DeskMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "gongkai.config.urls"
WSGI_APPLICATION = "gongkai.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gongkai.portal.context.chrome",
            ]
        },
    }
]

DATABASES = {"default": environment.database(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organs.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"gongkai.organs.passwords.{name}"} for name in ("UnlikeTheName", "Long", "Uncommon", "NotOnlyDigits")
]
LOGIN_URL = "desk:login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "desk:login"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # so that the time we name is the time
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "typed"]
AXES_CLIENT_IP_CALLABLE = "gongkai.core.addresses.of_sign_in"
AXES_LOCKOUT_CALLABLE = "gongkai.desk.views.locked_out"
SIGN_IN_FAILURES_PER_ADDRESS = 50  # within the same time, over all accounts
CSRF_FAILURE_VIEW = "gongkai.desk.views.csrf_failure"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"
FORMAT_MODULE_PATH = ["gongkai.config.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "gongkai.core.static.HashedStorage"},
}
PAGES_ROOT = HOME / "pages"
STRICT_PAGES = DEBUG  # a stored view that sets a cookie is an error, not a log line
FILES_ROOT = HOME / "files"
INDEX_ROOT = HOME / "index"
VAULT_ROOT = HOME / "vault"  # encrypted files of private persons
LIMITS_ROOT = HOME / "limits"
TURNS_ROOT = HOME / "turns"  # locks of core.turns

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# Strict from the first day: everything comes from this host, nothing inline.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_ENGINE = "gongkai.core.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
IDLE_MINUTES = environment.number("GONGKAI_IDLE_MINUTES")  # see desk.idle
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# requests a minute from one address, see core.limits
LIMITS = {
    "search": 60,
    "suggest": 300,
    "ask": 10,
    "follow": 10,
    "similar": 60,
    "saved": 20,
    "sign_in": 120,
    "large": 20,
}
ATTACHMENTS_LIMIT = 50  # of one version
UPLOAD_LIMIT = 50 * 1024 * 1024  # bytes of one attachment
# After closing, applicants' data is erased. No national rule says when: set it by local rules.
REQUEST_RETENTION_DAYS = environment.number("GONGKAI_REQUEST_RETENTION_DAYS")
PUBLIC_NOTICE_DAYS = 30  # after which a public notice counts as received (民事诉讼法 art. 95)
FEE_SCOPE = (
    "organ"  # whose requests of a month are counted together: of the answering "organ", or the whole "government"
)
# Whether a request withdrawn after it was received counts among the items of its month; no national rule (one withdrawn before
# receipt never does)
FEE_COUNTS_WITHDRAWN = False
# "review.claim_dismissed": "other" and the like, where local practice counts a decision in another column of table 4 than
# foi/disputes/decisions.py does
DISPUTE_RESULTS: dict[str, str] = {}
REDO_WORKDAYS = 20  # to answer anew where the decision names no term: that of 条例 art. 33; no national rule says so
SELF_CORRECTION_WORKDAYS = 40  # at most, for an answer that the organ corrects itself; no national rule sets a term
REDO_COUNTED = False  # whether an answer given anew as ordered counts as another request; no national rule
# Whether what asks to correct a record (更正申请, 条例 art. 41) counts among the requests for disclosure, as （六）3 of table 3 and
# as an item of the month; no national rule
RECTIFICATION_COUNTED = False
# Answers of these branches of rules 3.4 take an opinion on their legality before they are signed, and whether who gave it
# may sign as well: no national rule, set both by local rules.
LEGAL_REVIEW_BRANCHES = {"A"}  # 不予公开、部分公开
LEGAL_REVIEWER_MAY_SIGN = False
# Least and most working days of the 合理期限 of a correction (条例 art. 30) and of a deferral past the due date (art. 35)
# without a reason: no national rule.
CORRECTION_DAYS, DEFERRAL_DAYS = (5, 30), (1, 60)
# Whether review comes first only where what a partial disclosure withholds rests on 条例 art. 14–16, and what does not
# exist or is not held leaves the choice: no national rule says so. False: review first with every partial disclosure.
PARTIAL_REMEDY_BY_GROUND = True
EXCESS_IN_30_DAYS, EXCESS_IN_YEAR = 10, 30  # requests of one applicant to one government; no national rule
REQUEST_LIMIT = 100 * 1024 * 1024  # bytes of one request, refused by the front above that
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "gongkai.core.uploads.Sealed",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

OVERDUE_ESCALATION_DAYS = (
    3  # working days past the due date until the disclosure office above is told; no national rule
)
# working days after its submission until those who handle a request are reminded to agree the day of receipt with the
# applicant (条例 art. 31), and until those who sign and the disclosure office above are told; no national rule
UNCONFIRMED_REMIND_DAYS, UNCONFIRMED_ESCALATE_DAYS = 1, 3

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "gongkai.core.logs.JsonLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "axes": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "ERROR"},
    },
}
