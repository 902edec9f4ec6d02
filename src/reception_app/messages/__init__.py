"""How eligibility is written: wire ↔ domain values; pure apart from lxml, no I/O."""
