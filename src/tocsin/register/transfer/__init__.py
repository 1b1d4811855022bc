"""The register from and to elsewhere: imports, exports, and the sample to look at."""
