"""Documents: a text with places, and what is wrong at one of them."""
