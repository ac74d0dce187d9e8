// Stands in for the compiled calculators where only the pages are looked at.
