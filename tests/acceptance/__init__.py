"""One file per promise, readable without knowing Python: the running service, driven from outside."""
