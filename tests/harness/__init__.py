"""What the tests stand on: a PostgreSQL server, a browser, and the service as a process of its own."""
