"""What PostgreSQL needs to search and to sort 100,000 people; SQLite does without."""

from crm.postgres_indexes import by_language, trigrams

INDEXES = (
    *trigrams("contacts_contact", "search_key", "search_key2"),
    *trigrams("contacts_company", "search_key", "search_key2"),
    *trigrams("contacts_contactpoint", "normalised"),
    *trigrams("contacts_customvalue", "folded"),
    *trigrams("contacts_fact", "search_key"),
    *by_language("contacts_contact", "sort_name", "country", "stage", name="listed"),
    *by_language("contacts_company", "name"),
)
