"""The parts of a person's name as the patterns of CLDR know them."""

from typing import NamedTuple

_JOINED = ("'", "’", "-")


class PersonName(NamedTuple):
    """What is known of a name; "" is unknown. `locale` is the name's own (BCP 47), `order` the person's own wish:
    "givenFirst" or "surnameFirst"."""

    given: str = ""
    given2: str = ""
    surname_prefix: str = ""
    surname_core: str = ""
    surname2: str = ""
    informal: str = ""
    title: str = ""
    generation: str = ""
    credentials: str = ""
    locale: str = ""
    order: str = ""

    @property
    def surname(self) -> str:
        if not (self.surname_prefix and self.surname_core):
            return self.surname_core or self.surname_prefix
        # "d’Arc" is one word, "van Dyck" is two.
        return f"{self.surname_prefix}{'' if self.surname_prefix.endswith(_JOINED) else ' '}{self.surname_core}"

    def part(self, field: str, modifiers: frozenset[str]) -> str:
        """The words behind a field of a pattern, before they are shortened; "" where there are none."""
        if field == "surname":
            if "prefix" in modifiers:
                return self.surname_prefix if self.surname_core else ""
            return self.surname_core if "core" in modifiers and self.surname_core else self.surname
        if field == "given" and "informal" in modifiers:
            return self.informal or self.given
        return str(getattr(self, field))

    def without_surname(self) -> "PersonName":
        """The one name that there is, read where a pattern asks for a surname."""
        return self._replace(surname_core=self.given, given="", informal="")
