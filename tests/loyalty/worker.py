"""One of several processes that hammer the same rows: `python -m tests.loyalty.worker NAME ATTEMPTS ID`.

Prints one line per attempt: what it did, or which refusal it met.
"""

import sys
import uuid

import django

django.setup()

from feedback.actions import record_response  # noqa: E402  (the settings come first)
from feedback.models import Invitation  # noqa: E402
from loyalty import actions, books  # noqa: E402
from loyalty.models import Account, Transaction  # noqa: E402


def redeem(pk: int) -> str:
    account = Account.objects.get(pk=pk)
    try:
        actions.redeem(account=account, points=7, key=str(uuid.uuid4()), source="test")
    except books.NotEnoughPoints:
        return "refused"
    return "redeemed"


def redeem_same(pk: int) -> str:
    movement = actions.redeem(account=Account.objects.get(pk=pk), points=7, key="the same", source="test")
    return f"movement {movement.pk}"


def reverse(pk: int) -> str:
    try:
        actions.reverse(movement=Transaction.objects.get(pk=pk), key=str(uuid.uuid4()))
    except actions.NothingToReverse:
        return "refused"
    return "reversed"


def answer(pk: int) -> str:
    invitation = Invitation.objects.get(pk=pk)
    scale = invitation.survey.questions.get(kind="csat")
    return f"response {record_response(invitation=invitation, answers={scale.pk: 4}, language='en').pk}"


if __name__ == "__main__":
    attempt = {function.__name__: function for function in (redeem, redeem_same, reverse, answer)}[sys.argv[1]]
    for _attempt in range(int(sys.argv[2])):
        print(attempt(int(sys.argv[3])), flush=True)
