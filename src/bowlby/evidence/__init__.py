"""The claims of the source article as experiments: what the model says unasked, beside what was published."""
