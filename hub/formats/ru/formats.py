"""The "г." never begins a line; a comma before the hour."""

DATE_FORMAT = "j E Y\N{NO-BREAK SPACE}г."
DATETIME_FORMAT = "j E Y\N{NO-BREAK SPACE}г., H:i"
