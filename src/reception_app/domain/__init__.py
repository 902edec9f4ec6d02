"""What the words mean: pure values and rules; no clock, no I/O, no third-party import."""
