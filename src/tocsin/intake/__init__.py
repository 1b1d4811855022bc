"""How trouble gets in: what machines send, kept, understood, folded into incidents."""
