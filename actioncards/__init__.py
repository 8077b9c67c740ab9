"""Plans as data: cards, groups, policies, templates, and the loader that checks them."""
