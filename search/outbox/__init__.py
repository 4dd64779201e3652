"""What a search cluster has still to be told: noted with the change, sent by the worker."""
