"""Values: truth, exact numbers, quantities with their units, and the calendar."""
