"""The floor's own tables: the same rows as Rapport's, the columns that its pages show, and an index for each page.

They stand in a schema of their own, so that neither side profits from the other's indexes. Surnames are folded as
Rapport folds what it searches, so that both find Dvořák and Дворжак by the same letters.

    DATABASE_URL=postgres://… python -m bench.floor_tables
"""

import os
from typing import Any

from psycopg2.extras import execute_values

from bench.store import connected
from crm.text import fold

EMPTIED = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "DROP SCHEMA IF EXISTS floor CASCADE",
    "CREATE SCHEMA floor",
    "CREATE TABLE floor.surname (written text PRIMARY KEY, folded text NOT NULL)",
)
STATEMENTS = (
    "CREATE TABLE floor.company AS SELECT id, name FROM contacts_company",
    "ALTER TABLE floor.company ADD PRIMARY KEY (id)",
    """CREATE TABLE floor.contact AS
       SELECT c.id, c.full_name, c.sort_key, s.folded AS surname, c.company_id, c.stage, c.country,
              c.city, c.job_title, c.time_zone, c.last_contact_at,
              (SELECT p.value FROM contacts_contactpoint p
               WHERE p.contact_id = c.id AND p.kind = 'email' ORDER BY p.position, p.id LIMIT 1) AS email
       FROM contacts_contact c JOIN floor.surname s ON s.written = c.surname_core WHERE c.deleted_at IS NULL""",
    "DROP TABLE floor.surname",
    "ALTER TABLE floor.contact ADD PRIMARY KEY (id)",
    "CREATE SEQUENCE floor.contact_id OWNED BY floor.contact.id",
    "SELECT setval('floor.contact_id', (SELECT max(id) FROM floor.contact))",
    "ALTER TABLE floor.contact ALTER id SET DEFAULT nextval('floor.contact_id')",
    "CREATE INDEX floor_contact_name ON floor.contact (sort_key, id)",
    "CREATE INDEX floor_contact_country ON floor.contact (country, sort_key, id)",
    "CREATE INDEX floor_contact_surname ON floor.contact USING gin (surname gin_trgm_ops)",
    """CREATE TABLE floor.interaction AS
       SELECT i.id, i.contact_id, i.kind, i.at, i.summary, i.search_key AS told, u.full_name AS by_name
       FROM interactions_interaction i LEFT JOIN staff_user u ON u.id = i.by_id""",
    "ALTER TABLE floor.interaction ADD PRIMARY KEY (id)",
    "CREATE INDEX floor_interaction_newest ON floor.interaction (contact_id, at DESC, id DESC)",
    "CREATE TABLE floor.point AS SELECT id, contact_id, kind, value, normalised FROM contacts_contactpoint",
    "ALTER TABLE floor.point ADD PRIMARY KEY (id)",
    "CREATE SEQUENCE floor.point_id OWNED BY floor.point.id",
    "SELECT setval('floor.point_id', (SELECT max(id) FROM floor.point))",
    "ALTER TABLE floor.point ALTER id SET DEFAULT nextval('floor.point_id')",
    "CREATE INDEX floor_point_contact ON floor.point (contact_id)",
    "CREATE INDEX floor_point_lookup ON floor.point (kind, normalised)",
    """CREATE TABLE floor.birthday AS
       SELECT contact_id, month_day FROM contacts_importantdate WHERE kind = 'birthday'""",
    "CREATE INDEX floor_birthday_day ON floor.birthday (month_day)",
    "CREATE TABLE floor.message (id bigserial PRIMARY KEY, contact_id bigint, on_day date, not_before timestamptz)",
    """CREATE TABLE floor.figures AS
       SELECT count(DISTINCT contact_id) AS buyers, count(*) AS orders, sum(base_amount) AS turnover,
              (SELECT avg(value) FROM feedback_answer WHERE value IS NOT NULL) AS score,
              (SELECT count(*) FROM contacts_contact) AS contacts, (SELECT count(*) FROM loyalty_account) AS members
       FROM sales_purchase""",
)


def make_tables(cursor: Any) -> None:
    for statement in EMPTIED:
        cursor.execute(statement)
    cursor.execute("SELECT DISTINCT surname_core FROM contacts_contact")
    folded = [(written, fold(written)) for (written,) in cursor.fetchall()]
    execute_values(cursor, "INSERT INTO floor.surname VALUES %s", folded)
    for statement in STATEMENTS:
        cursor.execute(statement)


if __name__ == "__main__":
    with connected(os.environ["DATABASE_URL"]) as open_cursor:
        make_tables(open_cursor)
