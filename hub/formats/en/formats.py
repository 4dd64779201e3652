"""Day, month, year; no comma; a day of twenty-four hours. A month has its name also where it is
short: readers from two sides of an ocean read 4/12 differently."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
SHORT_DATE_FORMAT = "j\N{NO-BREAK SPACE}M\N{NO-BREAK SPACE}Y"
SHORT_DATETIME_FORMAT = "j\N{NO-BREAK SPACE}M\N{NO-BREAK SPACE}Y, H:i"
TIME_FORMAT = "H:i"
