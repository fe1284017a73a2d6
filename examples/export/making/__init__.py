"""What makes the demo export: the business, its errors, its files and the answers."""
