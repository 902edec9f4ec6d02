"""Steps from each published form of the tables to the next; a published step is never changed."""
