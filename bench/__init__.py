"""`make bench`: what the pages and the search cost at 200, 10,000 and 100,000 practices.

CPU time of one process, in milliseconds, the median of several rounds; beside it, in the same run,
SQLite's FTS5 alone and an empty Django view, so that a figure can be read on any machine.
"""
