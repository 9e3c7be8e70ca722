"""For servers that speak ASGI."""

import os

from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "notes.settings"
application = ASGIStaticFilesHandler(get_asgi_application())
