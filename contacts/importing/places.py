"""Countries, languages and time zones by code or by name in many languages."""

import re
from functools import lru_cache

from babel import Locale
from babel.core import get_global
from django.utils.translation import gettext as _

from contacts.importing.rows import BadValue
from crm.clock import canonical, zone_names
from crm.text import fold

# Earlier languages win where two languages use one name for different things.
NAME_LANGUAGES = (
    "en", "ru", "cs", "da", "lt", "de", "fr", "es", "it", "pl", "nl", "pt", "sv", "nb", "fi", "et", "lv",
    "uk", "sk", "hu", "ro", "bg", "sr", "hr", "sl", "el", "tr", "ar", "he", "fa", "hi", "ja", "zh",
    "zh_Hant", "ko", "vi", "th", "id", "kk", "ka", "hy", "be", "az",
)  # fmt: skip
COUNTRY_ALIASES = {
    "US": "USA|U.S.A.|U.S.|United States of America|America|США",
    "GB": "UK|U.K.|Great Britain|England|Scotland|Wales|Northern Ireland|Velká Británie|Великобритания|Storbritannien",
    "CZ": "Czech Republic|Česká republika|ČR|Tschechische Republik|Den Tjekkiske Republik|Чешская Республика",
    "SK": "Slovak Republic|Slovenská republika",
    "RU": "Russian Federation|Российская Федерация|РФ",
    "KR": "Korea|South Korea|Republic of Korea|Korea, Republic of",
    "LT": "Republic of Lithuania|Lietuvos Respublika",
    "NL": "Holland|The Netherlands",
    "BY": "Белоруссия",
    "MD": "Молдавия",
    "DK": "Kongeriget Danmark",
    "DE": "BRD",
    "VN": "Viet Nam",
    "TR": "Turkey",
    "AE": "UAE",
    "MK": "Macedonia",
    "CI": "Ivory Coast",
    "MM": "Burma",
    "HK": "Hong Kong",
    "MO": "Macau",
}
_TAG = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z]{4})?([-_]([A-Za-z]{2}|\d{3}))?")
_SEPARATORS = re.compile(r"[;,|/]|:::")


def key(text: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", fold(text)).split())


@lru_cache(maxsize=4096)
def find_country(text: str) -> str:
    """ISO 3166 alpha-2 for a code or a name; "" for blank; BadValue for the rest."""
    if not text.strip():
        return ""
    wanted = key(text)
    found = _country_codes().get(wanted) or _country_names().get(wanted)
    if found:
        return found
    raise BadValue(_("“%(text)s” is not a country known here.") % {"text": text.strip()[:60]})


def find_languages(text: str) -> list[str]:
    """BCP 47 tags in the order written, from tags or names, separated by , ; | or /."""
    tags = (find_language(part) for part in _SEPARATORS.split(text))
    return list(dict.fromkeys(tag for tag in tags if tag))


@lru_cache(maxsize=4096)
def find_language(text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    tag = _language_tag(text) if _TAG.fullmatch(text) else ""
    found = tag or _language_names().get(key(text)) or _language_names().get(key(text.partition("(")[0]))
    if found:
        return found
    raise BadValue(_("“%(text)s” is not a language known here.") % {"text": text[:60]})


def _language_tag(text: str) -> str:
    language, *rest = re.split("[-_]", text)
    aliases = get_global("language_aliases")
    language = aliases.get(language.lower(), language.lower())
    if language not in Locale.parse("en").languages:
        return ""
    shaped = [part.title() if len(part) == 4 else part.upper() for part in rest]
    return "-".join([language, *shaped])


@lru_cache(maxsize=1024)
def find_zone(text: str) -> str:
    """The canonical IANA name for an IANA, Windows or HubSpot zone name; "" for blank."""
    text = text.strip()
    if not text:
        return ""
    found = _zones().get(_zone_key(text)) or _windows_zones().get(" ".join(text.casefold().split()))
    if found:
        return canonical(found)
    raise BadValue(_("“%(text)s” is not a time zone known here; write it as Europe/Prague.") % {"text": text[:60]})


@lru_cache(maxsize=1)
def _country_codes() -> dict[str, str]:
    current = {code for code in map(str, Locale.parse("en").territories) if re.fullmatch("[A-Z]{2}", code)}
    codes = {code.casefold(): code for code in current - {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}}
    for alias, targets in get_global("territory_aliases").items():
        if len(alias) == 3 and len(targets) == 1 and targets[0].casefold() in codes:
            codes[alias.casefold()] = targets[0]
    return codes


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    names = _names("territories", set(_country_codes().values()))
    aliases = ((code, alias) for code, texts in COUNTRY_ALIASES.items() for alias in texts.split("|"))
    return names | {key(alias): code for code, alias in aliases}


@lru_cache(maxsize=1)
def _language_names() -> dict[str, str]:
    names = _names("languages", None)
    return {name: tag.replace("_", "-") for name, tag in names.items()}


def _names(attribute: str, wanted: set[str] | None) -> dict[str, str]:
    names: dict[str, str] = {}
    for language in NAME_LANGUAGES:
        for code, name in getattr(Locale.parse(language), attribute).items():
            if wanted is None or code in wanted:
                names.setdefault(key(name), code)
    names.pop("", None)
    return names


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """Exact names by their words; signs are kept, for Etc/GMT+5 and Etc/GMT-5 differ by nothing else."""
    return {_zone_key(name): name for name in sorted(zone_names())}


def _zone_key(text: str) -> str:
    """HubSpot writes america_slash_new_york, people write Europe/prague."""
    return re.sub(r"[\s_/]+", "/", text.casefold().replace("_slash_", "/"))


@lru_cache(maxsize=1)
def _windows_zones() -> dict[str, str]:
    return {name.casefold(): iana for name, iana in get_global("windows_zone_mapping").items()}
