"""Time zones of regions and large cities in countries that have several.

Keys are folded (crm.text.fold). `sure` is False where a part of the region keeps another time. Cities
stand here when their name leads to one place in the country, or with the region that it must match.
"""

from typing import NamedTuple


class Region(NamedTuple):
    zone: str
    names: tuple[str, ...]
    sure: bool = True


class City(NamedTuple):
    zone: str
    region: str = ""


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


def _cities(zone: str, names: str, region: str = "") -> dict[str, City]:
    return {name: City(zone, region) for name in names.split("|")}


CITIES: dict[str, dict[str, City]] = {
    "AU": _cities("Australia/Sydney", "sydney|canberra")
    | _cities("Australia/Melbourne", "melbourne")
    | _cities("Australia/Brisbane", "brisbane|gold coast|cairns")
    | _cities("Australia/Perth", "perth")
    | _cities("Australia/Adelaide", "adelaide")
    | _cities("Australia/Hobart", "hobart")
    | _cities("Australia/Darwin", "darwin"),
    "BR": _cities(BRASILIA, "sao paulo|rio de janeiro|brasilia|salvador|belo horizonte|curitiba|porto alegre|recife")
    | _cities("America/Manaus", "manaus")
    | _cities("America/Cuiaba", "cuiaba"),
    "CA": _cities("America/Toronto", "toronto|ottawa|montreal|mississauga|quebec city")
    | _cities("America/Vancouver", "vancouver")
    | _cities("America/Edmonton", "calgary|edmonton")
    | _cities("America/Winnipeg", "winnipeg")
    | _cities("America/Regina", "regina|saskatoon")
    | _cities("America/Halifax", "halifax"),
    "ES": _cities("Europe/Madrid", "madrid|barcelona|valencia|sevilla|bilbao|malaga")
    | _cities("Atlantic/Canary", "las palmas|las palmas de gran canaria|santa cruz de tenerife"),
    "ID": _cities("Asia/Jakarta", "jakarta|surabaya|bandung|medan|semarang|palembang")
    | _cities("Asia/Makassar", "makassar|denpasar|balikpapan|manado")
    | _cities("Asia/Jayapura", "jayapura|ambon"),
    "MX": _cities("America/Mexico_City", "ciudad de mexico|mexico city|cdmx|guadalajara|puebla|monterrey|leon")
    | _cities("America/Tijuana", "tijuana|mexicali")
    | _cities("America/Cancun", "cancun|playa del carmen")
    | _cities("America/Ciudad_Juarez", "ciudad juarez")
    | _cities("America/Hermosillo", "hermosillo")
    | _cities("America/Mazatlan", "mazatlan|culiacan"),
    "NZ": _cities("Pacific/Auckland", "auckland|wellington|christchurch|hamilton|dunedin"),
    "PT": _cities("Europe/Lisbon", "lisboa|lisbon|porto|braga|coimbra|faro")
    | _cities("Atlantic/Azores", "ponta delgada"),
    "RU": _cities("Europe/Moscow", "moskva|moscow|sankt-peterburg|saint petersburg|st. petersburg|st petersburg")
    | _cities("Europe/Moscow", "nizhnii novgorod|nizhny novgorod|kazan|rostov-na-donu|voronezh|krasnodar|sochi")
    | _cities("Europe/Kaliningrad", "kaliningrad")
    | _cities("Europe/Samara", "samara|tolyatti")
    | _cities("Europe/Saratov", "saratov")
    | _cities("Europe/Volgograd", "volgograd")
    | _cities("Asia/Yekaterinburg", "ekaterinburg|yekaterinburg|chelyabinsk|perm|ufa|tyumen|orenburg")
    | _cities("Asia/Omsk", "omsk")
    | _cities("Asia/Novosibirsk", "novosibirsk")
    | _cities("Asia/Tomsk", "tomsk")
    | _cities("Asia/Barnaul", "barnaul")
    | _cities("Asia/Krasnoyarsk", "krasnoyarsk")
    | _cities("Asia/Novokuznetsk", "novokuznetsk|kemerovo")
    | _cities("Asia/Irkutsk", "irkutsk|ulan-ude")
    | _cities("Asia/Chita", "chita")
    | _cities("Asia/Yakutsk", "yakutsk")
    | _cities("Asia/Vladivostok", "vladivostok|khabarovsk")
    | _cities("Asia/Sakhalin", "yuzhno-sakhalinsk")
    | _cities("Asia/Magadan", "magadan")
    | _cities("Asia/Kamchatka", "petropavlovsk-kamchatskii|petropavlovsk-kamchatsky"),
    "US": _cities(EASTERN, "new york|new york city|nyc|brooklyn|boston|philadelphia|atlanta|miami|baltimore")
    | _cities(EASTERN, "washington dc|washington d.c.|charlotte|orlando|tampa|pittsburgh|cleveland")
    | _cities("America/Detroit", "detroit")
    | _cities("America/Indiana/Indianapolis", "indianapolis")
    | _cities("America/Kentucky/Louisville", "louisville", region="ky")
    | _cities(CENTRAL, "chicago|houston|dallas|san antonio|fort worth|minneapolis|new orleans|milwaukee")
    | _cities(CENTRAL, "memphis|nashville|oklahoma city|kansas city|st. louis|st louis|saint louis|omaha")
    | _cities(CENTRAL, "pensacola", region="fl")
    | _cities(EASTERN, "knoxville|chattanooga", region="tn")
    | _cities(MOUNTAIN, "el paso", region="tx")
    | _cities(MOUNTAIN, "denver|salt lake city|albuquerque|boise|colorado springs")
    | _cities("America/Phoenix", "phoenix|tucson|scottsdale")
    | _cities(PACIFIC, "los angeles|san francisco|san diego|sacramento|oakland|seattle|las vegas")
    | _cities("America/Anchorage", "anchorage")
    | _cities("Pacific/Honolulu", "honolulu"),
}
