"""One process beside others: waits for the moment, then tries the recovery code and prints whether it opened.

Arguments: the moment in seconds since 1970, the code.
"""

import sys
import time

import django

django.setup()

from allauth.mfa.models import Authenticator  # noqa: E402  (the settings come first)
from django.db import connection  # noqa: E402


def main(moment: str, code: str) -> None:
    connection.ensure_connection()
    codes = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap()
    while time.time() < float(moment):
        time.sleep(0.001)
    print("opened" if codes.validate_code(code) else "refused")


main(*sys.argv[1:])
