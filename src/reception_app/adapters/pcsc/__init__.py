"""PC/SC: one thread that does everything of cards and readers."""
