"""Incidents made up in great number, to see what a register bears: all of them
history, none of them real, and the same again from the same random seed."""
