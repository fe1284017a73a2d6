"""What the readers know of each file format, as data.

One TOML file for each format that is read, and ``others.toml`` for formats that are only recognised, so that a
file given in the wrong place is called by its name.
"""
