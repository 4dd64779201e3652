"""Files that people send: checked by content, kept outside the web root, served by permission.

`kinds` names what is allowed; `checking`, `archives` and `pictures` look at what came; `storage`
knows where it lies; `registry` says who may read what; `actions` changes the tables.
"""
