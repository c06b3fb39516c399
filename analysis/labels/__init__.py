"""Labels from outside the package, above all by language models: asked for, read, and taken as predictions."""
