"""The mechanism: eight steps of one exchange, as pure functions on arrays."""
