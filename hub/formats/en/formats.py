"""Day, month, year; no comma, no short month."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
