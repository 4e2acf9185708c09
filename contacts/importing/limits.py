"""How much one file may hold, looked at before it is taken apart: no file costs more than its bytes."""

from django.utils.translation import gettext_lazy as _

# Of what is sent by the page; the command reads a file of any size with no more rows than this.
MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 50_000
MOST_ROWS_OF_COMMAND = 5_000_000
LINES_OF_A_ROW = 10
MOST_COLUMNS = 500
LONGEST_LINE = 512 * 1024
# Of a vCard, without its pictures.
LONGEST_CARD = 128 * 1024
MOST_LINES_OF_A_CARD = 1000
# Of a spreadsheet, unpacked: its cells, and the texts that they share, which are read at once.
MOST_UNPACKED = 300 * 1024 * 1024
MOST_SHARED_TEXT = 40 * 1024 * 1024

TOO_MANY = _("The file holds more than %(most)d contacts; split it into smaller files.")
