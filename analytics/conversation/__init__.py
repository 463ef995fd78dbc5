"""What was said in a call: speech measures, intent, outcome and sentiment."""
