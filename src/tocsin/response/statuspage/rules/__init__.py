"""What a status page says of what is the case. Pure: no database, no clock."""
