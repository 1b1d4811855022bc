"""Files by their content: kept once, in pieces, of the type that is in them."""
