"""The paper of a committee: its sections, each made of what the commands answer."""
