"""People with the fields that greetings read, and no database behind them."""

from types import SimpleNamespace


def person(full_name="Jan Novák", **known):
    blank = dict.fromkeys(("given", "given2", "surname_prefix", "surname_core", "called", "latin_name"), "")
    blank |= {"grammatical_gender": "", "name_locale": "", "formality": "", "country": "", "language": ""}
    return SimpleNamespace(**blank | {"titles": [], "address_as": {}, "vocatives": {}, "full_name": full_name} | known)


def novak(**known):
    return person(**{"given": "Jan", "surname_core": "Novák", "grammatical_gender": "m", "name_locale": "cs"} | known)


def novakova(**known):
    fields = {"given": "Eva", "surname_core": "Nováková", "grammatical_gender": "f", "name_locale": "cs"}
    return person("Eva Nováková", **fields | known)


def kuptsov(**known):
    fields = {"given": "Иван", "given2": "Петрович", "surname_core": "Купцов", "grammatical_gender": "m"}
    return person("Иван Петрович Купцов", **fields | {"name_locale": "ru"} | known)


def petrauskas(**known):
    fields = {"given": "Jonas", "surname_core": "Petrauskas", "grammatical_gender": "m", "name_locale": "lt"}
    return person("Jonas Petrauskas", **fields | known)


def yamada(**known):
    return person("山田太郎", **{"given": "太郎", "surname_core": "山田", "name_locale": "ja"} | known)
