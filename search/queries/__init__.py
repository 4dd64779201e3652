"""What was searched for, without who did (docs/decisions/23-a-query-without-its-asker.md).

`noting` counts searches in the memory of the process that answered them, `keeping` writes the
counts down every minute, in a thread of its own, `private` says which words may be written, and
`reading` sums them up for the secretariat.
"""
