"""Rapport's settings with the two pseudo-languages, to be chosen in the language menu.

DJANGO_SETTINGS_MODULE=tools.pseudo_settings make run
"""

import sys

from crm.settings import *  # noqa: F403  (everything is as it is, but for the languages)
from tools.pseudo import install

install(sys.modules[__name__])
