"""What a company is known by, however somebody wrote it: its name without the legal form, how that sounds, its site."""

import re
from urllib.parse import urlsplit

from crm.text import fold, fold_short, skel

LONGEST = 250

# As they are written without dots and slashes, in Latin letters; whole words at either end of a name.
_FORMS = frozenset(
    tuple(form.split())
    for form in (
        *("ltd", "limited", "co ltd", "pty ltd", "pvt ltd", "private limited", "plc", "llp", "lp", "llc", "pjsc"),
        *("inc", "incorporated", "corp", "corporation", "co", "company", "and co", "co inc"),
        *("gmbh", "ggmbh", "mbh", "ag", "kg", "kgaa", "ohg", "ug", "gbr", "ek", "ev", "eg", "se"),
        *("gmbh co kg", "gmbh and co kg", "co kg", "ag co kg", "ug haftungsbeschrankt"),
        *("sro", "s ro", "s r o", "spol sro", "spol s ro", "spol s r o", "as", "vos", "ks", "zs", "sp"),
        *("aps", "is", "ivs", "amba", "asa", "ab", "oy", "oyj", "ehf", "hf"),
        *("uab", "mb", "vsi", "ii", "sia", "ou"),
        *("ooo", "oao", "zao", "pao", "ao", "nao", "ip", "tov", "odo", "too", "chup"),
        *("sa", "sas", "sarl", "eurl", "sasu", "sl", "slu", "srl", "srls", "spa", "snc", "sca"),
        *("sa de cv", "ltda", "lda", "eireli", "bv", "nv", "vof", "bvba", "cvba"),
        *("sp zoo", "sp z oo", "sp z o o", "sp j", "kft", "zrt", "nyrt", "bt", "doo", "dd", "ad", "eood", "ood", "ead"),
        *("as ltd", "sti", "ltd sti", "tic ltd sti", "pt", "tbk", "sdn bhd", "bhd", "kk", "gk", "jsc", "ojsc", "cjsc"),
    )
)
_LONGEST_FORM = max(map(len, _FORMS))
# They are written without a space before or behind them.
_EASTERN_FORMS = re.compile("株式会社|有限会社|合同会社|股份有限公司|有限责任公司|有限公司|주식회사|㈱|㈲")
_WITHIN_WORDS = re.compile(r"(?<=\w)/(?=\w)|[.'’ʼ`]")
_BETWEEN_WORDS = re.compile(r"[\s,;:!?/|+()\[\]{}\"«»„“”‘‹›–—-]+")
_WORDS = re.compile(r"[^\W_]+")
# A page there is one of many's.
_SHARED_SITES = frozenset(
    {
        *("facebook.com", "instagram.com", "linkedin.com", "twitter.com", "x.com", "youtube.com", "tiktok.com"),
        *("vk.com", "vk.ru", "ok.ru", "t.me", "wa.me", "xing.com", "linktr.ee", "sites.google.com", "github.com"),
        *("google.com", "maps.google.com", "goo.gl", "bit.ly", "etsy.com", "ebay.com", "amazon.com", "avito.ru"),
    }
)
_DOORS = ("www.", "m.")


def name_key(name: str) -> str:
    """The folded name without its legal form: the same for “Ромашка ООО”, “OOO Romashka” and “Romashka, Ltd.”.

    A name that is nothing but a legal form is kept whole. "" where nothing of it is a letter or a digit.
    """
    return " ".join(_WORDS.findall(fold_short(_without_form(name))))[:LONGEST]


def sound_key(name: str) -> str:
    """How the name without its legal form sounds."""
    return skel(_without_form(name))[:LONGEST]


def _without_form(name: str) -> str:
    """In its own letters, as they tell how it sounds."""
    plain = _WITHIN_WORDS.sub("", _EASTERN_FORMS.sub(" ", name).replace("&", " and "))
    words = [word for word in _BETWEEN_WORDS.split(plain) if word]
    folded = [fold(word) for word in words]
    start, end = 0, len(words)
    while length := _form_in(folded[start:end], from_end=True):
        end -= length
    while length := _form_in(folded[start:end], from_end=False):
        start += length
    return " ".join(words[start:end])


def _form_in(words: list[str], *, from_end: bool) -> int:
    """Of how many words the legal form at one end is, so that something is left; else 0."""
    for length in range(min(_LONGEST_FORM, len(words) - 1), 0, -1):
        if tuple(words[-length:] if from_end else words[:length]) in _FORMS:
            return length
    return 0


def site_key(website: str) -> str:
    """The host of the website, as the network knows it; "" where there is none of its own."""
    address = website.strip()
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
        host = host.rstrip(".").encode("idna").decode("ascii")
    except ValueError:
        return ""
    for door in _DOORS:
        host = host.removeprefix(door)
    return "" if host in _SHARED_SITES or "." not in host else host[:LONGEST]
