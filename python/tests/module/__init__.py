"""Tests of the compiled module and what stands around it."""
