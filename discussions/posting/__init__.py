"""Writing posts: drafts, publication, edits, withdrawal, and what a text says beside its words."""
