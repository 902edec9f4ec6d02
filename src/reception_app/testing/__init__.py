"""Helpers that ship with the program so that plug-in authors can prove their part."""
