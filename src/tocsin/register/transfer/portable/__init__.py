"""The whole register as lines of JSON, out and back without loss; and as a table.

`docs/export.md` describes the lines.
"""
