"""Read-outs: everything that is scored, coded or classified from behaviour or answers."""
