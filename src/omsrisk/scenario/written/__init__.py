"""What authors write where a number or a day is meant, recognised in many ways of writing."""
