"""How much one file may hold, looked at before it is taken apart: no file costs more than its bytes."""

from django.utils.translation import gettext_lazy as _

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 50_000
MOST_LINES = 10 * MOST_ROWS
MOST_COLUMNS = 500
LONGEST_LINE = 512 * 1024
# Of a vCard, without its pictures.
LONGEST_CARD = 128 * 1024
MOST_LINES_OF_A_CARD = 1000

TOO_MANY = _("The file holds more than %(most)d contacts; split it into smaller files.")
