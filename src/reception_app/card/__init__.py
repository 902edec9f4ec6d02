"""How to talk to a card: APDUs, TLV, status words, the JPKI application; no pyscard, no I/O."""
