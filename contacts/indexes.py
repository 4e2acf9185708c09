"""What PostgreSQL needs to search and to sort 100,000 people; SQLite does without."""

from crm.postgres_indexes import by_language, trigrams

FILTERED = ("country", "stage")
# What the indexes of the list hold beside the name.
IN_THE_INDEX = ("owner", "team", *FILTERED)

INDEXES = (
    *trigrams("contacts_contact", "search_key", "search_key2"),
    *trigrams("contacts_company", "search_key", "search_key2"),
    *trigrams("contacts_contactpoint", "normalised"),
    *trigrams("contacts_customvalue", "folded"),
    *trigrams("contacts_fact", "search_key"),
    *by_language("contacts_contact", "sort_name", *FILTERED, name="listed"),
    # However many there are, the first page of one country is found at once.
    *by_language("contacts_contact", "sort_name", "stage", name="within", within="country"),
    *by_language("contacts_company", "name"),
)
