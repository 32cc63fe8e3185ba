"""What a file says of days to come: values that hold from a day on."""
