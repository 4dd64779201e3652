"""What is new: searches that people keep, alerts about what is new in them, feeds.

- `places`: the lists that can be searched, and what an address asks of them. `naming`: in words.
- `news`: notes each object when it can first be found, in the transaction of the change.
- `asking`: asks each distinct saved search once which of the news it has, and writes the notices.
- `telling`: how such a notice is worded, and whether its reader may still see what it is about.
- `actions`, `forms`, `links`: what people do with their saved searches.
- `things`: what notices and feeds say of an object.
"""
