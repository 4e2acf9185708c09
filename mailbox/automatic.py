"""Mails that no person wrote: automatic answers, reports of delivery, newsletters (RFC 3834, 3464, 2919)."""

import re
from email.message import Message

from mailbox.headers import all_of, first_of
from mailbox.models import Reason

DAEMONS = ("mailer-daemon", "postmaster")
# Programs that answer by themselves and do not say so in a header say it in the subject.
AWAY = re.compile(
    r"\s*(?:automatic reply|auto(?:matic)?[- ]?reply|out of (?:the )?office|автоответ|автоматический ответ|"
    r"automatická odpověď|automatisk svar|autosvar|automatinis atsakymas|automatische antwort|abwesenheit\w*|"
    r"réponse automatique|respuesta automática)\b",
    re.IGNORECASE,
)


def reason_not_a_person(mail: Message, sender: str, subject: str) -> str:
    """Why nobody's words are in the mail; "" where somebody wrote it."""
    if _is_report(mail) or sender.partition("@")[0] in DAEMONS:
        return Reason.BOUNCE
    if _answers_by_itself(mail) or AWAY.match(subject):
        return Reason.AUTOMATIC
    if all_of(mail, "List-Id") or all_of(mail, "List-Unsubscribe") or _precedence(mail) in ("bulk", "list", "junk"):
        return Reason.BULK
    return ""


def _is_report(mail: Message) -> bool:
    return first_of(mail, "Content-Type").lstrip().lower().startswith("multipart/report")


def _answers_by_itself(mail: Message) -> bool:
    submitted = first_of(mail, "Auto-Submitted").strip().lower()
    if submitted and not submitted.startswith("no"):
        return True
    headers = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply")
    return _precedence(mail) == "auto_reply" or any(all_of(mail, name) for name in headers)


def _precedence(mail: Message) -> str:
    return first_of(mail, "Precedence").strip().lower()
