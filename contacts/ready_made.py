"""The words that each house starts with, in every language of its content. Edited words are never written over."""

QUESTIONS = (
    (
        "need",
        {
            "en": "What would you like to have solved within this year?",
            "ru": "Что вы хотели бы решить в этом году?",
            "cs": "Co byste chtěli letos vyřešit?",
            "da": "Hvad vil I gerne have løst i år?",
            "lt": "Ką norėtumėte išspręsti šiais metais?",
            "ar": "ما الذي تودّون حلّه خلال هذا العام؟",
        },
    ),
    (
        "need",
        {
            "en": "What do you miss in what you have from us?",
            "ru": "Чего вам не хватает в том, что вы получили от нас?",
            "cs": "Co vám chybí na tom, co od nás máte?",
            "da": "Hvad savner I ved det, I har fra os?",
            "lt": "Ko pasigendate iš to, ką gavote iš mūsų?",
            "ar": "ما الذي ينقصكم فيما حصلتم عليه منا؟",
        },
    ),
    (
        "interest",
        {
            "en": "Which novelties would you like to hear of?",
            "ru": "О каких новинках вы хотели бы узнавать?",
            "cs": "O jakých novinkách byste rádi slyšeli?",
            "da": "Hvilke nyheder vil I gerne høre om?",
            "lt": "Apie kokias naujienas norėtumėte išgirsti?",
            "ar": "ما المستجدات التي تودّون أن نخبركم بها؟",
        },
    ),
    (
        "preference",
        {
            "en": "What should we do differently when we work with you?",
            "ru": "Что нам стоит делать иначе в работе с вами?",
            "cs": "Co máme při spolupráci s vámi dělat jinak?",
            "da": "Hvad skal vi gøre anderledes i samarbejdet med jer?",
            "lt": "Ką turėtume daryti kitaip dirbdami su jumis?",
            "ar": "ما الذي ينبغي أن نغيّره في عملنا معكم؟",
        },
    ),
)

# Between whom, the words, and those from the other side; without any they are the same from both.
RELATIONS: tuple[tuple[str, dict[str, str], dict[str, str]], ...] = (
    (
        "people",
        {
            "en": "reports to",
            "ru": "подчиняется",
            "cs": "je podřízen(a)",
            "da": "refererer til",
            "lt": "yra pavaldus (-i)",
            "ar": "يتبع إداريًا",
        },
        {"en": "leads", "ru": "руководит", "cs": "vede", "da": "leder", "lt": "vadovauja", "ar": "يقود"},
    ),
    (
        "people",
        {
            "en": "assists",
            "ru": "ассистирует",
            "cs": "je asistentem",
            "da": "er assistent for",
            "lt": "padeda",
            "ar": "يساعد",
        },
        {
            "en": "is assisted by",
            "ru": "имеет ассистента",
            "cs": "má asistenta",
            "da": "har som assistent",
            "lt": "turi padėjėją",
            "ar": "يساعده",
        },
    ),
    (
        "people",
        {
            "en": "is married to",
            "ru": "в браке с",
            "cs": "je v manželství s",
            "da": "er gift med",
            "lt": "yra susituokęs (-usi) su",
            "ar": "متزوج من",
        },
        {},
    ),
    (
        "people",
        {
            "en": "knows well",
            "ru": "хорошо знает",
            "cs": "se dobře zná s",
            "da": "kender godt",
            "lt": "gerai pažįsta",
            "ar": "يعرف جيدًا",
        },
        {},
    ),
    (
        "company",
        {
            "en": "advises",
            "ru": "консультирует",
            "cs": "radí",
            "da": "rådgiver",
            "lt": "konsultuoja",
            "ar": "يقدم المشورة إلى",
        },
        {
            "en": "is advised by",
            "ru": "консультируется у",
            "cs": "má jako poradce",
            "da": "rådgives af",
            "lt": "konsultuojama",
            "ar": "يستشير",
        },
    ),
    (
        "company",
        {
            "en": "decides at",
            "ru": "принимает решения в",
            "cs": "rozhoduje v",
            "da": "træffer beslutninger hos",
            "lt": "priima sprendimus",
            "ar": "صاحب القرار في",
        },
        {
            "en": "is decided for by",
            "ru": "решения принимает",
            "cs": "rozhoduje za ni",
            "da": "har som beslutningstager",
            "lt": "sprendimus priima",
            "ar": "يتخذ قراراته",
        },
    ),
)
