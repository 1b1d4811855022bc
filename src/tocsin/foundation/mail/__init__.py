"""Outgoing mail: kept with its cause, sent after it, told to those it is for."""
