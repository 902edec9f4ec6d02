"""X.509 of the card, with pyca/cryptography."""
