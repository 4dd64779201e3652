"""Once a year its people say whether a published practice still holds: confirm, update, retire."""
