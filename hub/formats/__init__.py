"""How dates are written where Django's own habit differs from that of the United Nations."""
