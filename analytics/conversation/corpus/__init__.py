"""Our own made-up calls of a home-service business, the training material of the default classifier."""
