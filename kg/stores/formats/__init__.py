"""Files that a whole graph is kept in; each module reads and writes one format."""
