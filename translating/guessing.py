"""In which language is a text? By its most frequent small words; nobody is asked outside the house.

It answers only where one language is clearly ahead. What it does not know is unknown, never English.
"""

import re
from collections import Counter

from crm.person_names.scripts import script_of, writes

# Words of which a sentence hardly does without, and which tell a language from its neighbours. Languages of which the
# house has none stand here too: without Dutch among them, Dutch would pass for English.
SMALL_WORDS = {
    "en": "the a an as and of to is are was for with that this have has not you we they on at it from will would about "
    "her his but had though be our your were been there when what or my all only",
    "ru": "и в не на что с по как это для мы вы они он она но его её из за к от был была будет если уже нас вас",
    "cs": "a se že je na v ve si pro by s ale jak jsou jsme byl byla bude po už nebo jako které který při od do také",
    "da": "og i at det en et er på til af for med ikke som den har var vi de jeg kan fra ved efter også hvis skal "
    "om hun han hvad der dem os",
    "lt": "ir kad yra į iš su bei ar tai bet kaip nuo dėl už buvo bus jis ji mes jūs labai jau apie po tik prie nėra",
    "de": "und der die das ist nicht ein eine zu den mit von auf für wir sie ich sich auch war wird haben dass im bei",
    "pl": "i w nie na się że z do jest to jak ale po dla są przez był była będzie czy już nas tylko oraz lub",
    "sk": "a sa že je na v vo si pre by s ale ako sú sme bol bola bude po už alebo ktoré ktorý pri od do tiež",
    "fr": "le la les et des est une un pas que qui pour dans avec sur nous vous ne ce il elle au aux du sont mais",
    "es": "el la los las y de que en un una es no por con para se del su al como pero más está son fue muy nos",
    "it": "il la che di e un una per non è con sono gli del della le si ma come anche più nel alla ci molto",
    "pt": "o a os as e de que em um uma não por com para se do da no na ao mas como mais está são foi muito nos",
    "ro": "și în nu pe că de la cu o un este sunt pentru din mai ca sau dar am ne vă fost va fi lui",
    "nl": "de het een en van is dat niet op te in zijn met voor we wij je ons hebben of maar ook er aan wordt kan",
    "sv": "och i att det en ett är på till av för med inte som den har var vi de jag kan från om efter också ska",
    "hr": "i je u na se da su za od s kao ali ili što nije bio bila bude kako već smo ste mi vi",
    "lv": "un ir ka no ar par uz bet kā lai arī jau vai mēs jūs viņš bija būs nav to tas pie",
    "bg": "и в не на че с по за да е са се от как ще беше но или като може тази това ни ви",
    "be": "і ў не на што з па як гэта для мы вы яны ён яна але яго яе із за да ад быў была будзе калі ўжо нас",
    "uk": "і в не на що з по як це для ми ви вони він вона але його її із за до від був була буде якщо вже та",
}
_LANGUAGES = {language: frozenset(words.split()) for language, words in SMALL_WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+")
FEWEST = 2
ENOUGH_TEXT = 4_000


def language_of(text: str, believed: str = "") -> str:
    """What the small words say; else what is believed, unless the text is in letters of another script; else ""."""
    words = Counter(_WORD.findall(text[:ENOUGH_TEXT].casefold()))
    counts = {code: sum(words[word] for word in small & words.keys()) for code, small in _LANGUAGES.items()}
    (first, most), (_second, next_most) = Counter(counts).most_common(2)
    if most >= FEWEST and most > next_most:
        return first
    return believed if believed and writes(believed, script_of(text)) else ""


def base_of(code: str) -> str:
    return code.split("-")[0].lower()
