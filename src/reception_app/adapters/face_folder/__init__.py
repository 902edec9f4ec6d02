"""The folder of the terminal's face reader."""
