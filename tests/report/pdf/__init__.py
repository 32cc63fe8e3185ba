"""Tests of the page on paper."""
