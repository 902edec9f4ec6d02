"""Eligibility services."""
