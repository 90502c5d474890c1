"""What happens to people. Each world drives exchanges; none has dynamics of its own."""
