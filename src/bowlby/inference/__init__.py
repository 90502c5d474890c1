"""The mechanism run backward: from what was recorded to what is behind it, with honest uncertainty."""
