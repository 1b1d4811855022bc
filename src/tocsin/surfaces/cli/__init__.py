"""The tocsin command: every part of the program by name, for people and scripts."""
