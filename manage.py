#!/usr/bin/env python
"""Run Rapport's administrative commands."""

import os
import sys

from django.core.management import execute_from_command_line

from scripts.own_key import lend_own_key

if __name__ == "__main__":
    lend_own_key()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    execute_from_command_line(sys.argv)
