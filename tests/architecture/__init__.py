"""The shape of the house: what may import what, how long a module may be, what no file may hold."""
