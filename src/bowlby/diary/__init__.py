"""What a person recorded: records, the encrypted file they live in, and the formats they travel in."""
