"""The Celery application: tasks carry account, actor and correlation id; models load after fork, in workers only."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("ringtrace", task_cls="compliance.dispatch:AccountTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
