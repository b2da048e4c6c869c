"""One module per kind of figure; each writes an SVG and a PNG and returns their paths."""
