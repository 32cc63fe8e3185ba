"""The command line: it parses, calls and prints; nothing below it prints or exits."""
