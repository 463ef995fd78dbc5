"""What was spent on calls that brought nothing: nobody answered, too late, badly, or to the wrong person."""
