"""Whether the sender of a mail is who the mail says, as our own mail server found when it came in (RFC 8601).

Anybody may write such a header into a mail. Only the topmost one counts, and only where the server that the mailbox
names has signed it: a server takes out what others wrote in its name, and puts its own on top.
"""

import re
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

from mailbox.headers import all_of

# What a header is made of: a quoted string, a mark of a comment, an escaped character, any other.
TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|\\.|.', re.DOTALL)
# What would end a value. Senders choose what stands between quotes, so it must not be read as more than that.
ENDS_VALUE = re.compile(r"[\s;=]")
RESULT = re.compile(r"([\w-]+)\s*=\s*([\w-]+)")
PROPERTY = re.compile(r"([\w-]{1,20}\.[\w-]{1,20})\s*=\s*([^\s;]+)")
# Where the domain stands that a method vouches for.
VOUCHED = {"dkim": ("header.d", "header.i"), "spf": ("smtp.mailfrom",), "auth": ("smtp.auth", "smtp.mailfrom")}


class Verdict(StrEnum):
    GENUINE = "genuine"
    FORGED = "forged"
    UNVERIFIED = "unverified"


@dataclass(frozen=True)
class Finding:
    """What one method found: dkim=pass header.d=customer.example."""

    method: str
    result: str
    about: dict[str, str]

    @property
    def domains(self) -> list[str]:
        named = (self.about.get(name, "") for name in VOUCHED.get(self.method, ()))
        return [value.strip('"').rpartition("@")[2].lower().rstrip(".") for value in named if value]


def verdict(mail: Message, sender: str, authserv_id: str) -> Verdict:
    """What our server found of this sender. DMARC decides where it was asked; else a pass whose domain fits."""
    domain = sender.rpartition("@")[2]
    findings = _findings(mail, authserv_id)
    dmarc = [finding for finding in findings if finding.method == "dmarc"]
    if any(finding.result == "fail" or not _is_about(finding, domain) for finding in dmarc):
        return Verdict.FORGED
    if any(finding.result == "pass" for finding in dmarc):
        return Verdict.GENUINE
    passed = (finding for finding in findings if finding.result == "pass")
    if any(is_aligned(of, domain) for finding in passed for of in finding.domains):
        return Verdict.GENUINE
    return Verdict.UNVERIFIED


def authserv_id_of(mail: Message) -> str:
    """Who signed the topmost header; "" where there is none."""
    header = next(iter(all_of(mail, "Authentication-Results")), "")
    return _without_comments(header).partition(";")[0].strip().partition(" ")[0].lower()


def is_aligned(vouched: str, domain: str) -> bool:
    """Whether what is vouched for is the sender's domain or one above it; never one beneath, which others may make."""
    return vouched == domain or ("." in vouched and domain.endswith(f".{vouched}"))


def _findings(mail: Message, authserv_id: str) -> list[Finding]:
    if not authserv_id or authserv_id_of(mail) != authserv_id.lower():
        return []
    _signed, _semicolon, rest = _without_comments(all_of(mail, "Authentication-Results")[0]).partition(";")
    found = []
    for part in rest.split(";"):
        result = RESULT.match(part.strip())
        if result:
            about = {name.lower(): value for name, value in PROPERTY.findall(part)}
            found.append(Finding(result.group(1).lower(), result.group(2).lower(), about))
    return found


def _is_about(finding: Finding, domain: str) -> bool:
    """DMARC looks at the address in From; one that it read otherwise than we do says nothing of our sender."""
    named = finding.about.get("header.from", "").strip('"').rpartition("@")[2].lower()
    return not named or named == domain


def _without_comments(header: str) -> str:
    """On one line, with nothing between quotes that ends a value (RFC 5322, 3.2); "" where a quotation or comment is
    never closed."""
    found, depth, at = list[str](), 0, 0
    while at < len(header):
        # Within a comment a quotation mark means nothing.
        token = header[at] if depth and header[at] != "\\" else TOKEN.match(header, at).group()  # type: ignore[union-attr]  # it takes any
        at += len(token)
        if token == "(":
            depth += 1
            found.append(" ")
        elif depth:
            depth -= token == ")"
        elif token == '"':
            return ""
        else:
            found.append(ENDS_VALUE.sub("_", token) if token[0] == '"' else token)
    return "" if depth else " ".join("".join(found).split())
