"""Pages of proposals, their papers and decisions, and of the procedure itself."""
