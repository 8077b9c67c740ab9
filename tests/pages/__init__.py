"""The pages as people use them: a real browser and the real service process."""
