"""Reports of what is known already: attached to it, told with it, taken out again."""
