"""The machine: threads, clock, files, keys, logs."""
