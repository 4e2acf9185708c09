"""Column headers of address books and tables, in English, Russian, Czech, Danish, Lithuanian and German."""

# Of our own exports alone: who stands in the row, signed.
OWN_ID = "Rapport ID"

# field -> headers, separated by |; compared folded: case, accents, hyphens and script do not matter.
TEXT_HEADERS = {
    "full_name": (
        "full name|display name|contact name|person|contact|fio|полное имя|фио|имя и фамилия|контакт|"
        "celé jméno|jméno a příjmení|kontakt|kontaktní osoba|fulde navn|navn|vardas pavardė|"
        "vardas ir pavardė|pavardė vardas|kontaktas|vollständiger name|vor und nachname|"
        "ansprechpartner|kontaktperson"
    ),
    "file_as": "file as|uložit jako|speichern unter",
    "given": ("first name|given name|given|forename|firstname|имя|jméno|křestní jméno|fornavn|vardas|vorname"),
    "given2": (
        "middle name|additional name|middle|patronymic|второе имя|отчество|další jméno|"
        "prostřední jméno|mellemnavn|antras vardas|weitere vornamen|zweiter vorname"
    ),
    "surname_prefix": "surname prefix|tussenvoegsel|name particle",
    "surname": ("last name|family name|surname|lastname|фамилия|příjmení|efternavn|pavardė|nachname|familienname"),
    "prefix": "name prefix|salutation|prefix|обращение|titul|titul před|oslovení|anrede|kreipinys",
    "title": "title|titel",
    "suffix": "name suffix|suffix|суффикс|titul za|namenszusatz",
    "called": ("nickname|called|прозвище|как обращаться|přezdívka|kaldenavn|slapyvardis|spitzname|preferred name"),
    "surname2": "second surname",
    "titles": "titles",
    "gender": "grammatical gender",
    "generation": "generation",
    "credentials": "credentials",
    "name_locale": "language of the name",
    "own_id": "rapport id",
    "latin_name": "latin name|name in latin letters",
    "reading": "reading",
    "reading_given": "given name yomi|phonetic first name|given yomi|first name phonetic|yomi first name",
    "reading_surname": ("family name yomi|phonetic last name|surname yomi|last name phonetic|yomi last name"),
    "company": (
        "company|company name|organization name|organisation name|organization|organisation|"
        "associated company|account name|employer|компания|организация|фирма|společnost|firma|"
        "organizace|firemní název|virksomhed|firmanavn|įmonė|bendrovė|organizacija|unternehmen"
    ),
    "job_title": (
        "job title|organization title|position|role|должность|funkce|pozice|pracovní pozice|"
        "pracovní funkce|stilling|jobtitel|stillingsbetegnelse|pareigos|berufsbezeichnung"
    ),
    "birthday": (
        "birthday|date of birth|birth date|birthdate|dob|born|день рождения|дата рождения|narozeniny|"
        "datum narození|fødselsdag|fødselsdato|gimtadienis|gimimo data|geburtstag|geburtsdatum"
    ),
    "notes": (
        "notes|note|comment|comments|description|заметки|примечание|примечания|комментарий|poznámky|"
        "poznámka|noter|bemærkning|bemærkninger|pastabos|pastaba|komentaras|notizen|notiz|bemerkung|"
        "bemerkungen"
    ),
    "needs": (
        "needs|need|customer needs|потребности|потребность|potřeby|potřeba|behov|poreikiai|poreikis|bedürfnisse|bedarf"
    ),
    "languages": (
        "language|languages|preferred language|hs language|язык|предпочитаемый язык|jazyk|"
        "preferovaný jazyk|sprog|foretrukket sprog|kalba|pageidaujama kalba|sprache|bevorzugte sprache"
    ),
    "time_zone": (
        "time zone|timezone|hs timezone|часовой пояс|časové pásmo|časová zóna|tidszone|laiko juosta|zeitzone"
    ),
    "latin_address": "address in latin letters|latin address|адрес латиницей|adresa latinkou|adresas lotyniškai",
    "hours": "may be called|calling hours|часы для звонков|kdy volat|må ringes op|kada skambinti",
    "lunch": "lunch|lunch break|обед|oběd|frokost|pietūs|mittagspause",
    "company_street": "company street|company address|адрес компании|adresa firmy|firmaadresse|įmonės adresas",
    "company_city": "company city|город компании|město firmy|firmaby|įmonės miestas",
    "company_region": "company region|company state|регион компании|kraj firmy|įmonės apskritis",
    "company_postcode": "company postcode|company postal code|индекс компании|psč firmy|įmonės pašto kodas",
    "company_country": "company country|страна компании|země firmy|firmaland|įmonės šalis",
    "website": (
        "website|web page|website url|personal web page|homepage|url|www|сайт|веб сайт|веб страница|"
        "webová stránka|web|hjemmeside|webside|svetainė|interneto svetainė|webseite|webpräsenz"
    ),
    "stage": "stage|стадия|этап|fáze|etapa|fase|stadija|stadie",
    "exit_reason": "exit reason|reason for the exit|причина ухода|důvod odchodu|årsag til exit|išėjimo priežastis",
    "ended_by": "ended by|кто прекратил|kdo ukončil|afsluttet af|kas nutraukė",
    "win_back_on": "win back on|win back date|вернуть после|získat zpět|genvind den|susigrąžinti",
    "stage_reason": "reason for the stage|exit reason in words",
    "roles": "roles|роли|role kontaktu|roller|vaidmenys",
    "source": "source|lead source|источник|zdroj|kilde|šaltinis|quelle",
    "campaign": "campaign|кампания|kampaň|kampagne|kampanija",
    "referrer_name": "referred by|referrer|рекомендовал|doporučil|anbefalet af|rekomendavo|empfohlen von",
    "cost": "acquisition cost|cost of acquisition|стоимость привлечения|náklady na získání|anskaffelsespris",
    "industry": "industry|отрасль|odvětví|branche|pramonės šaka",
    "size_band": "company size|size of the company|размер компании|velikost firmy|virksomhedsstørrelse|įmonės dydis",
    "external_id": (
        "external id|record id|contact id|customer id|customer number|customer no|id|код клиента|"
        "номер клиента|číslo zákazníka|kundenummer|kliento numeris|kliento nr|kundennummer"
    ),
}
EMAIL_HEADERS = {
    "": (
        "email|e mail|e mail address|email address|mail|emails|additional email addresses|"
        "secondary email|email other|email 2|e mail 2|email 3|e mail 2 address|e mail 3 address|эл почта|"
        "электронная почта|почта|адрес эл почты|адрес электронной почты|адрес 2 эл почты|"
        "адрес 3 эл почты|e mailová adresa|emailová adresa|e mail 2 adresa|adresa e mailu|mailadresse|"
        "e mail adresse|e mail adresse 2|e mail adresse 3|e mail 2 adresse|e mail 3 adresse|"
        "e mailadresse|el paštas|el pašto adresas|elektroninis paštas"
    ),
    "work": "email work|work email|business email|рабочая почта|pracovní e mail|arbejdsmail|darbo el paštas",
    "home": (
        "email home|home email|personal email|private email|личная почта|osobní e mail|soukromý e mail|privat e mail"
    ),
}
PHONE_HEADERS = {
    "": (
        "phone other|phone|telephone|phone number|tel|telephone number|phones|phone 2|primary phone|other phone|"
        "contact number|телефон|номер телефона|telefon|telefonní číslo|tlf|telefonnummer|telefonas|"
        "telefono numeris|tel nr|основной телефон|другой телефон|telefon jiné|weiteres telefon|"
        "haupttelefon|andet telefonnummer"
    ),
    "mobile": (
        "phone mobile|mobile|mobile phone|mobile phone number|cell|cell phone|mobile number|мобильный|"
        "мобильный телефон|телефон переносной|моб телефон|mobil|mobilní telefon|mobilní|mobiltelefon|"
        "mobilnummer|mobilus|mobilusis|mobilusis telefonas|mobilus telefonas|handy"
    ),
    "work": (
        "phone work|business phone|business phone 2|work phone|office phone|рабочий телефон|рабочий телефон 2|"
        "телефон práce|telefon práce|telefon práce 2|pracovní telefon|arbejdstelefon|telefon arbejde|"
        "darbo telefonas|telefon geschäftlich|telefon geschäftlich 2"
    ),
    "home": (
        "phone home|home phone|home phone 2|домашний телефон|домашний телефон 2|telefon domů|telefon domů 2|"
        "domácí telefon|hjemmetelefon|telefon hjem|privattelefon|namų telefonas|telefon privat|"
        "telefon privat 2"
    ),
    "company": "company main phone|организация осн телефон|hlavní telefon společnosti|telefon firma",
    "fax": (
        "fax|business fax|home fax|other fax|fax number|факс|рабочий факс|fax práce|fax geschäftlich|fax privat|faksas"
    ),
}
ADDRESS_HEADERS = {
    "street": (
        "street|street address|address|address line 1|адрес|улица|ulice|adresa|gade|vej|adresse|gatvė|"
        "adresas|strasse|straße|anschrift|street 2|street 3|address line 2"
    ),
    "city": "city|town|город|město|obec|by|miestas|ort|stadt",
    "region": (
        "state|region|province|state region|county|state province|область|регион|kraj|okres|apskritis|bundesland"
    ),
    "postcode": (
        "postal code|zip|zip code|postcode|zip postal code|индекс|почтовый индекс|psč|postnummer|"
        "postnr|pašto kodas|plz|postleitzahl"
    ),
    "country": (
        "country|country region|страна|страна или регион|země|země oblast|země region|stát|land|"
        "land region|land område|šalis|šalis regionas"
    ),
}
# Outlook names an address by its kind before or after the part: "Business City", "Ort geschäftlich".
ADDRESS_GROUPS = {
    "business": "business|work|раб адрес|práce|arbejde|darbo|geschäftlich",
    "home": "home|дом адрес|domů|hjem|privat|namų|namai",
    "mailing": "mailing",
    "other": "other|другой адрес|jiné|anden|kita|weitere|andere",
}
# Written into every row by the program itself: nothing is lost by leaving them out silently.
NOISE_HEADERS = (
    "e mail type|e mail display name|e mail 2 type|e mail 2 display name|e mail 3 type|e mail 3 display name|"
    "priority|sensitivity|private|initials|photo|directory server|mileage|billing information|create date|"
    "last modified date|last activity date|associated company ids"
)
