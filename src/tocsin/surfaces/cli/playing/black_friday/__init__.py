"""Black Friday: the shop's primary database dies, and orders flow again within twenty
minutes."""
