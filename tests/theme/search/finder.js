// Stands for the code that asks the index.
