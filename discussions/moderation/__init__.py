"""Keeping order: holding first posts back, reports, and what moderators do about posts."""
