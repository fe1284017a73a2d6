"""Tests of the command line, through the command as a user runs it."""
