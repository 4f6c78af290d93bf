"""Articles from the network: feeds, pages and sitemaps, kept as files."""
