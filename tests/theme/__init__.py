"""The theme, the search, and the two scripts that build and serve the site."""
