"""Telling people what happens in spaces and topics: under the bell, and by mail."""
