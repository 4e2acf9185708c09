"""Importing purchases from CSV: `reading` turns a file into rows, `storing` records them."""
