"""Requests from machines, stored raw before they are answered, and what they say.

A request is read by its source's adapter into events, later and elsewhere; what
cannot be read waits, with its reason, to be read again.
"""
