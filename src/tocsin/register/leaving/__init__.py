"""People who leave: what is theirs, who has it next, and that they are out."""
