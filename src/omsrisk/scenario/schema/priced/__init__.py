"""The sections that are priced: what each may state, one module for what comes together."""
