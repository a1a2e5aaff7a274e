"""Where weights come from: given, judged in pairs, read off units or respondents, blended."""
