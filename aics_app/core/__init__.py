"""What every feature stands on. No word of the business in here."""
