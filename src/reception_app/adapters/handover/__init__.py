"""The ways to the receipt computer."""
