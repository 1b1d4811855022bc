"""Anybody's register: a file of records, mapped by column, comes in as history."""
