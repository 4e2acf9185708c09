"""The rows that were left out, as a CSV file to mend and import again."""

import csv
import io
from collections.abc import Iterable

from django.utils.translation import gettext as _

from contacts.importing.cells import guarded
from contacts.models import ImportRowError


def error_file(errors: Iterable[ImportRowError]) -> bytes:
    """UTF-8 with a mark, so that spreadsheets read accents; no cell can run as a formula."""
    rows = list(errors)
    columns = list(dict.fromkeys(column for error in rows for column, _cell in error.content))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_("Row"), _("Reason"), *map(guarded, columns)])
    for error in rows:
        cells = dict(error.content)
        writer.writerow(
            [error.row, guarded(error.reason), *(guarded(str(cells.get(column, ""))) for column in columns)]
        )
    return text.getvalue().encode("utf-8-sig")
