"""The application for a WSGI server such as gunicorn: settings come from `KB_*` and `kb.toml`.

    gunicorn --workers 1 --threads 24 webapp.wsgi:application

One process only: the one that serves holds the embedded store, and others write through it.
"""

from __future__ import annotations

import logging
import os

from kb.config import load_settings
from webapp.app import create_app

_settings = load_settings(os.environ)
logging.getLogger("webapp").setLevel(_settings.log_level.upper())
logging.basicConfig()
application = create_app(_settings)
