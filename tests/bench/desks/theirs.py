"""django-helpdesk with as many tickets, asked through its own WSGI handler; run by its own Python.

PYTHON theirs.py TICKETS ROUNDS   prints JSON: milliseconds by what was asked
"""

import json
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any

WORDS = ("lamp", "chair", "parcel", "refund", "invoice", "blanket", "mirror", "delivery", "broken", "late")


def main() -> None:
    """Set up, fill, ask, print."""
    count, rounds = int(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory(prefix="aics-helpdesk-") as folder:
        set_up(Path(folder))
        fill(count)
        sys.stdout.write(json.dumps(ask(count, rounds)))


def set_up(folder: Path) -> None:
    """As its documentation has it, on SQLite, without debugging. Django is there for this Python alone."""
    (folder / "helpdesk_urls.py").write_text(
        "from django.urls import include, path\nfrom django.contrib import admin\n"
        "urlpatterns = [path('admin/', admin.site.urls), path('', include('helpdesk.urls'))]\n"
    )
    sys.path.insert(0, str(folder))
    import_module("django.conf").settings.configure(**options(folder))
    import_module("django").setup()
    import_module("django.core.management").call_command("migrate", verbosity=0)


def options(folder: Path) -> dict[str, Any]:
    """Its settings."""
    context = [
        f"django.{one}"
        for one in (
            "template.context_processors.request",
            "contrib.auth.context_processors.auth",
            "contrib.messages.context_processors.messages",
        )
    ]
    engine = "django.template.backends.django.DjangoTemplates"
    return {
        "SECRET_KEY": "bench",
        "ALLOWED_HOSTS": ["*"],
        "DATABASES": {
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "helpdesk.db")}
        },
        "INSTALLED_APPS": [*(f"django.contrib.{one}" for one in CONTRIB), "rest_framework", "helpdesk"],
        "MIDDLEWARE": MIDDLEWARE,
        "TEMPLATES": [{"BACKEND": engine, "APP_DIRS": True, "OPTIONS": {"context_processors": context}}],
        "ROOT_URLCONF": "helpdesk_urls",
        "SITE_ID": 1,
        "STATIC_URL": "/static/",
        "MEDIA_ROOT": str(folder),
        "USE_TZ": True,
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "HELPDESK_TEAMS_MODE_ENABLED": False,
        "LOGGING_CONFIG": None,
    }


CONTRIB = ("admin", "auth", "contenttypes", "sessions", "sites", "messages", "humanize", "staticfiles")
MIDDLEWARE = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
)


def fill(count: int) -> None:
    """The same number of tickets, with two follow-ups each."""
    models = import_module("helpdesk.models")
    user = (
        import_module("django.contrib.auth")
        .get_user_model()
        .objects.create_superuser("desk", "desk@example.com", "desk")
    )
    queue = models.Queue.objects.create(title="Shop", slug="shop")
    for start in range(0, count, 5000):
        made = [
            models.Ticket(
                title=f"{WORDS[number % 10]} {WORDS[number // 10 % 10]} {number}",
                description=" ".join(WORDS[(number * 7 + place) % 10] for place in range(20)),
                queue=queue,
                status=4 if number % 50 else 1,
                assigned_to=user,
                secret_key=f"{number}",
            )
            for number in range(start, min(count, start + 5000))
        ]
        rows = models.Ticket.objects.bulk_create(made)
        models.FollowUp.objects.bulk_create(
            models.FollowUp(ticket=row, title="Comment", comment="Done.", public=True, user=user)
            for row in rows
            for _ in range(2)
        )


def ask(count: int, rounds: int) -> dict[str, list[float]]:
    """The list that its page fetches, the same with a search, and one ticket's page."""
    query_to_base64 = import_module("helpdesk.query").query_to_base64
    client = import_module("django.test").Client()
    client.login(username="desk", password="desk")
    plain = query_to_base64(
        {"filtering": {"status__in": [1, 2]}, "sorting": "created", "sortreverse": False, "search_string": ""}
    )
    search = query_to_base64(
        {"filtering": {}, "sorting": "created", "sortreverse": False, "search_string": "lamp"}
    )
    page = "?draw=1&start=0&length=25&search[value]=&order[0][column]=0&order[0][dir]=desc"
    paths = {
        "list": f"/datatables_ticket_list/{plain}{page}",
        "search": f"/datatables_ticket_list/{search}{page}",
        "one ticket": f"/tickets/{count // 2}/",
    }
    took: dict[str, list[float]] = {}
    for name, path in paths.items():
        for _ in range(rounds + 1):
            began = time.perf_counter()
            answer = client.get(path)
            took.setdefault(name, []).append(1000 * (time.perf_counter() - began))
            if answer.status_code != 200:
                raise SystemExit(f"{name}: {answer.status_code}")
        del took[name][0]  # the first one compiles templates
    return took


if __name__ == "__main__":
    main()
