"""One file for each page, or for the few pages of one task."""
