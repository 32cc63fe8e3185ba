"""Tests of the paper of a committee."""
