"""How the app touches the world: one outside library each; siblings do not know each other."""
