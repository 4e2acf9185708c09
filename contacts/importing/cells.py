"""Cells of tables that come in and go out."""

from crm.cells import guarded as guarded
from crm.cells import unguarded as unguarded
