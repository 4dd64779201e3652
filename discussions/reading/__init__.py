"""Reading a topic: its page, its posts as articles, and what one has read of it.

`standing` says who is reading; `showing` makes rows of posts, which pages, fragments and frames
share; `articles` makes them HTML and remembers it; `pages` says which posts stand on which page.
"""
