"""What sentences mean, as vectors: texts that say what was asked for in other words, or in another
language.

Each sentence of a text has a vector, made by the worker (`keeping`); a question has one too
(`encoders`), and a text is as close to it as its closest sentence (`matrix`, `closeness`). Without
the extra "semantic", or with `HUB_SEARCH_SEMANTIC` off, nothing is made and nothing is asked.
"""
