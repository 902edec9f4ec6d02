"""Practice without patients: everything here is fictitious and never reaches a real service."""
