"""Time zones of regions in countries that have several.

Keys are folded (crm.text.fold). `sure` is False where a part of the region keeps another time.
"""

from typing import NamedTuple


class Region(NamedTuple):
    zone: str
    names: tuple[str, ...]
    sure: bool = True


EASTERN, CENTRAL, MOUNTAIN, PACIFIC = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
)
BRASILIA = "America/Sao_Paulo"

UNITED_STATES = {
    "al": Region(CENTRAL, ("alabama",)),
    "ak": Region("America/Anchorage", ("alaska",), sure=False),
    "az": Region("America/Phoenix", ("arizona",), sure=False),
    "ar": Region(CENTRAL, ("arkansas",)),
    "ca": Region(PACIFIC, ("california",)),
    "co": Region(MOUNTAIN, ("colorado",)),
    "ct": Region(EASTERN, ("connecticut",)),
    "de": Region(EASTERN, ("delaware",)),
    "dc": Region(EASTERN, ("district of columbia", "washington dc", "washington d.c.")),
    "fl": Region(EASTERN, ("florida",), sure=False),
    "ga": Region(EASTERN, ("georgia",)),
    "hi": Region("Pacific/Honolulu", ("hawaii",)),
    "id": Region(MOUNTAIN, ("idaho",), sure=False),
    "il": Region(CENTRAL, ("illinois",)),
    "in": Region("America/Indiana/Indianapolis", ("indiana",), sure=False),
    "ia": Region(CENTRAL, ("iowa",)),
    "ks": Region(CENTRAL, ("kansas",), sure=False),
    "ky": Region(EASTERN, ("kentucky",), sure=False),
    "la": Region(CENTRAL, ("louisiana",)),
    "me": Region(EASTERN, ("maine",)),
    "md": Region(EASTERN, ("maryland",)),
    "ma": Region(EASTERN, ("massachusetts",)),
    "mi": Region("America/Detroit", ("michigan",), sure=False),
    "mn": Region(CENTRAL, ("minnesota",)),
    "ms": Region(CENTRAL, ("mississippi",)),
    "mo": Region(CENTRAL, ("missouri",)),
    "mt": Region(MOUNTAIN, ("montana",)),
    "ne": Region(CENTRAL, ("nebraska",), sure=False),
    "nv": Region(PACIFIC, ("nevada",), sure=False),
    "nh": Region(EASTERN, ("new hampshire",)),
    "nj": Region(EASTERN, ("new jersey",)),
    "nm": Region(MOUNTAIN, ("new mexico",)),
    "ny": Region(EASTERN, ("new york",)),
    "nc": Region(EASTERN, ("north carolina",)),
    "nd": Region(CENTRAL, ("north dakota",), sure=False),
    "oh": Region(EASTERN, ("ohio",)),
    "ok": Region(CENTRAL, ("oklahoma",)),
    "or": Region(PACIFIC, ("oregon",), sure=False),
    "pa": Region(EASTERN, ("pennsylvania",)),
    "ri": Region(EASTERN, ("rhode island",)),
    "sc": Region(EASTERN, ("south carolina",)),
    "sd": Region(CENTRAL, ("south dakota",), sure=False),
    "tn": Region(CENTRAL, ("tennessee",), sure=False),
    "tx": Region(CENTRAL, ("texas",), sure=False),
    "ut": Region(MOUNTAIN, ("utah",)),
    "vt": Region(EASTERN, ("vermont",)),
    "va": Region(EASTERN, ("virginia",)),
    "wa": Region(PACIFIC, ("washington",)),
    "wv": Region(EASTERN, ("west virginia",)),
    "wi": Region(CENTRAL, ("wisconsin",)),
    "wy": Region(MOUNTAIN, ("wyoming",)),
}

CANADA = {
    "ab": Region("America/Edmonton", ("alberta",)),
    "bc": Region("America/Vancouver", ("british columbia", "colombie-britannique"), sure=False),
    "mb": Region("America/Winnipeg", ("manitoba",)),
    "nb": Region("America/Moncton", ("new brunswick", "nouveau-brunswick")),
    "nl": Region("America/St_Johns", ("newfoundland and labrador", "newfoundland"), sure=False),
    "ns": Region("America/Halifax", ("nova scotia", "nouvelle-ecosse")),
    "nt": Region("America/Inuvik", ("northwest territories",)),
    "on": Region("America/Toronto", ("ontario",), sure=False),
    "pe": Region("America/Halifax", ("prince edward island",)),
    "qc": Region("America/Toronto", ("quebec",), sure=False),
    "sk": Region("America/Regina", ("saskatchewan",), sure=False),
    "yt": Region("America/Whitehorse", ("yukon",)),
}

AUSTRALIA = {
    "act": Region("Australia/Sydney", ("australian capital territory",)),
    "nsw": Region("Australia/Sydney", ("new south wales",), sure=False),
    "nt": Region("Australia/Darwin", ("northern territory",)),
    "qld": Region("Australia/Brisbane", ("queensland",)),
    "sa": Region("Australia/Adelaide", ("south australia",)),
    "tas": Region("Australia/Hobart", ("tasmania",)),
    "vic": Region("Australia/Melbourne", ("victoria",)),
    "wa": Region("Australia/Perth", ("western australia",), sure=False),
}

BRAZIL = {
    "ac": Region("America/Rio_Branco", ("acre",)),
    "al": Region(BRASILIA, ("alagoas",)),
    "am": Region("America/Manaus", ("amazonas",), sure=False),
    "ap": Region(BRASILIA, ("amapa",)),
    "ba": Region(BRASILIA, ("bahia",)),
    "ce": Region(BRASILIA, ("ceara",)),
    "df": Region(BRASILIA, ("distrito federal",)),
    "es": Region(BRASILIA, ("espirito santo",)),
    "go": Region(BRASILIA, ("goias",)),
    "ma": Region(BRASILIA, ("maranhao",)),
    "mg": Region(BRASILIA, ("minas gerais",)),
    "ms": Region("America/Campo_Grande", ("mato grosso do sul",)),
    "mt": Region("America/Cuiaba", ("mato grosso",)),
    "pa": Region(BRASILIA, ("para",)),
    "pb": Region(BRASILIA, ("paraiba",)),
    "pe": Region(BRASILIA, ("pernambuco",), sure=False),
    "pi": Region(BRASILIA, ("piaui",)),
    "pr": Region(BRASILIA, ("parana",)),
    "rj": Region(BRASILIA, ("rio de janeiro",)),
    "rn": Region(BRASILIA, ("rio grande do norte",)),
    "ro": Region("America/Porto_Velho", ("rondonia",)),
    "rr": Region("America/Boa_Vista", ("roraima",)),
    "rs": Region(BRASILIA, ("rio grande do sul",)),
    "sc": Region(BRASILIA, ("santa catarina",)),
    "se": Region(BRASILIA, ("sergipe",)),
    "sp": Region(BRASILIA, ("sao paulo",)),
    "to": Region(BRASILIA, ("tocantins",)),
}

REGIONS: dict[str, dict[str, Region]] = {
    "AU": AUSTRALIA,
    "BR": BRAZIL,
    "CA": CANADA,
    "ES": {"cn": Region("Atlantic/Canary", ("canarias", "canary islands", "islas canarias"))},
    "PT": {"20": Region("Atlantic/Azores", ("acores", "azores"))},
    "US": UNITED_STATES,
}
