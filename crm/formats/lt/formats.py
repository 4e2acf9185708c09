"""Lithuanian groups thousands with a no-break space (CLDR), and writes short dates as ISO."""

THOUSAND_SEPARATOR = "\xa0"
SHORT_DATE_FORMAT = "Y-m-d"
SHORT_DATETIME_FORMAT = "Y-m-d H:i"
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d. %m. %Y", "%d/%m/%Y"]
