"""What we use of pyscard 2.3.1, which has no types."""
