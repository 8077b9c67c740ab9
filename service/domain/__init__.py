"""Pure records and sums that are no flow, contact or card."""
