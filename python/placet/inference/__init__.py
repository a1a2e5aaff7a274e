"""What all pillars need to say how sure: distributions, bootstrap intervals, several tests at once, ranks, means."""
