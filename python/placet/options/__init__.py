"""What calls share: one table of options, and the one door that every public function is entered by."""
