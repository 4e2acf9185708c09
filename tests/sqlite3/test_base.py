import sqlite3
import threading

import pytest
from django.db import connection

from staff.models import Team

if connection.vendor == "sqlite":  # PostgreSQL's connections are closed as they are everywhere

    @pytest.mark.django_db(transaction=True)
    def test_what_a_thread_opened_is_closed_with_it_and_the_rows_stay():
        opened, seen = [], []

        def look() -> None:
            seen.extend(Team.objects.values_list("name", flat=True))
            opened.append(connection.connection)
            connection.close()

        Team.objects.create(name="North")
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

        assert seen == ["North"]
        with pytest.raises(sqlite3.ProgrammingError, match="closed database"):
            opened[0].execute("SELECT 1")
        assert Team.objects.get().name == "North"
