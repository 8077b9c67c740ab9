"""The procedures as state tables and pure functions: no I/O, no clock."""
