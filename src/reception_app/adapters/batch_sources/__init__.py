"""Where the rows of a batch come from; nothing here writes to its source."""
