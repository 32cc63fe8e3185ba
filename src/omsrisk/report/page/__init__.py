"""The page: a result as one HTML file that needs nothing else, and computes anew in the browser."""
