"""Live: what happens in a topic reaches who reads it, while they read.

The log of the topic (`discussions.log`) carries the truth. `catching_up` reads it with the rights
of now; `switchboard` reads it once in a process for all sockets; the sockets only make it quick.
"""
