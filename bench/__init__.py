"""`make bench`: what finding, reading and publishing cost as the library grows.

CPU time of the process that does it, in milliseconds, the median and the slow end of many calls;
beside it, in the same run, SQLite's FTS5 alone and an empty Django view, so that a figure can be
read on any machine. `docs/benchmarks.md` says how to read it.
"""
