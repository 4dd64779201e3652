"""Screening: who judges a submission, by which rules, and what becomes of it."""
