"""Two versions of a protocol, asked about the same patients."""
