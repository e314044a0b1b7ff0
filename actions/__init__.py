"""What the assistant may do: records, identity, cases. Plain functions; what they need of other rooms is handed in."""
