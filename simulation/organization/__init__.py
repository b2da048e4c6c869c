"""The organization: what the company is like, who works there, and how newcomers are drawn."""
