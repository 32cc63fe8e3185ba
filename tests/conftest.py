"""What holds of all tests."""

from hypothesis import settings

# a machine may be shared and slow: how long an example takes says nothing about the program
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
