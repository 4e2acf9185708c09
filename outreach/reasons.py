"""Why a message did not leave, as a code in the outbox and as a sentence on the page."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contacts.consent import DO_NOT_CONTACT, NEGATIVE, NOBODY, UNKNOWN, Verdict

ANSWERED = "answered"
BOUNCED = "bounced"
CAP = "cap"
COMPLAINED = "complained"
DATE_CHANGED = "date_changed"
ERASED = "erased"
FOLLOW_UP_CLOSED = "follow_up_closed"
FOLLOW_UP_MOVED = "follow_up_moved"
HOLD = "hold"
INACTIVE = "inactive"
MAILBOX_FULL = "mailbox_full"
MERGED = "merged"
NO_ADDRESS = "no_address"
NO_ANSWER = "no_answer"
OUT_OF_SIGHT = "out_of_sight"
POISON = "poison"
PROMISE_CLOSED = "promise_closed"
QUIET_HOURS = "quiet_hours"
RECENTLY_SENT = "recently_sent"
REFUSED = "refused"
RENDER = "render"
SENDER = "sender"
SKIPPED_BY_HAND = "skipped_by_hand"
SUPPRESSED = "suppressed"
TEMPORARY = "temporary"
TOO_LATE = "too_late"
TOO_MANY_FAILED = "too_many_failed"

_CONSENT: list[Verdict] = [NOBODY, DO_NOT_CONTACT, UNKNOWN, *NEGATIVE.values()]
CONSENT_CODES = [verdict.code for verdict in _CONSENT if verdict is not NOBODY]

SENTENCES: dict[str, str | Promise] = {
    **{verdict.code: verdict.reason for verdict in _CONSENT},
    ANSWERED: _("The customer was answered before."),
    BOUNCED: _("A mail to this address came back: there is no such mailbox."),
    CAP: _("This address already got as many mails as we allow in a day or a week."),
    COMPLAINED: _("The recipient reported a mail as spam."),
    DATE_CHANGED: _("The date was changed."),
    ERASED: _("The person was erased."),
    FOLLOW_UP_CLOSED: _("The follow-up was closed before."),
    FOLLOW_UP_MOVED: _("The follow-up was put off or given to a colleague."),
    HOLD: _("Mails to this contact are held for now."),
    INACTIVE: _("The colleague no longer works here."),
    MAILBOX_FULL: _("The mailbox was full three times within a week."),
    MERGED: _("The contact was merged with another, who gets or got the same mail."),
    NO_ADDRESS: _("The contact has no e-mail address."),
    NO_ANSWER: _("Nobody could say within three days whether it left."),
    OUT_OF_SIGHT: _("The colleague does not see the customer any more."),
    POISON: _("Sending was broken off five times."),
    PROMISE_CLOSED: _("The promise was closed before."),
    QUIET_HOURS: _("No hour in which it might have gone was left."),
    RECENTLY_SENT: _("The contact got such a mail less than 300 days ago."),
    REFUSED: _("The mail server refused it."),
    RENDER: _("The mail could not be written."),
    SENDER: _("Its sender has left or may not write to this contact any more."),
    SKIPPED_BY_HAND: _("A colleague skipped it."),
    SUPPRESSED: _("Nothing may be sent to this address."),
    TEMPORARY: _("The mail server put it off too often."),
    TOO_LATE: _("Its time had passed."),
    TOO_MANY_FAILED: _("More than five in a hundred of its first mails failed. Look at them, then let it run again."),
}


def sentence(code: str) -> str | Promise:
    return SENTENCES.get(code, code)
