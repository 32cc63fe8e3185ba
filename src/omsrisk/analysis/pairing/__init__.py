"""Pairing: roll-outs against each other under uncertainty, with what is random in both shared."""
