"""What somebody wrote, apart from the history that their program put beneath it."""

import re

# "From:" and "Sent:" as programs in our languages, and the commonest others, head the mail that is answered.
FROM = r"From|Von|От|От кого|Od|Fra|Nuo|De|Da|Från|Van"
SENT = r"Sent|Date|Gesendet|Datum|Отправлено|Дата|Odesláno|Sendt|Dato|Išsiųsta|Data|Envoyé|Enviado|Inviato|Skickat"
HEAD = re.compile(rf"\*?(?:{FROM})\s?:", re.IGNORECASE)
SENT_LINE = re.compile(rf"\*?(?:{SENT})\s?:", re.IGNORECASE)
RULE = re.compile(r"_{10,}|-{2,}\s?(?:\w+\s){1,3}\w+\s?-{2,}")
FORWARDED = re.compile(
    r"-{2,}\s?(?:Forwarded message|Пересылаемое сообщение|Přeposlaná zpráva|Videresendt \w+|Persiųstas \w+)\s?-{2,}"
    r"|Begin forwarded message:|Начало переадресованного сообщения:",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"[^@\s<>\"(),;:\[\]]{1,64}@[^@\s<>\"(),;:\[\]]{1,190}")
HEAD_LINES = 6
# The line above a quotation ("On Monday Carol wrote:") may be broken in three.
LINES_ABOVE = 3
SEARCHED_LINES = 200
# Characters of a line: a longer one is no mark of any program, and would take long to search.
LOOKED_AT = 400


def fold(text: str) -> tuple[str, str]:
    """What is new, and the history beneath it; all is new where words stand among the quotations, or nothing above."""
    lines = text.split("\n")
    begun = [line[:LOOKED_AT] for line in lines]
    at = min(_history(begun), _quotation(begun))
    own, quoted = "\n".join(lines[:at]).strip(), "\n".join(lines[at:]).strip()
    return (own, quoted) if own else (text.strip(), "")


def forwarded_from(text: str) -> str:
    """The address of who wrote what was forwarded within the text; "" where nothing was."""
    lines = [line[:LOOKED_AT] for line in text.split("\n")[:SEARCHED_LINES]]
    for at, line in enumerate(lines):
        if FORWARDED.search(line) or RULE.fullmatch(line.strip()) or _is_head(lines, at):
            for named in lines[at : at + HEAD_LINES]:
                found = ADDRESS.search(named) if HEAD.match(named.strip()) else None
                if found:
                    return found.group().lower()
    return ""


def _history(lines: list[str]) -> int:
    """Where the head of the answered mail begins; forwarded mails are what is sent, and no history."""
    for at, line in enumerate(lines):
        if FORWARDED.search(line):
            break
        if _is_head(lines, at):
            return at - 1 if at and RULE.fullmatch(lines[at - 1].strip()) else at
    return len(lines)


def _is_head(lines: list[str], at: int) -> bool:
    if not HEAD.match(lines[at].strip()):
        return False
    return any(SENT_LINE.match(line.strip()) for line in lines[at + 1 : at + HEAD_LINES])


def _quotation(lines: list[str]) -> int:
    """Where the quotation begins with which the text ends, with the line above that says whose it is."""
    start = len(lines)
    while start and (not lines[start - 1].strip() or lines[start - 1].lstrip().startswith(">")):
        start -= 1
    if not any(line.strip() for line in lines[start:]):
        return len(lines)
    for above in range(1, LINES_ABOVE + 1):
        if above > start or not lines[start - above].strip():
            break
        if lines[start - 1].rstrip().endswith(":") and _names_somebody(lines[start - above : start]):
            return start - above
    return start


def _names_somebody(lines: list[str]) -> bool:
    return bool(re.search(r"\d", " ".join(lines)))
