"""What is typed at the store's desk, read into values; every fault stands at its box."""
