"""What should we change? Regression and importance of drivers."""
