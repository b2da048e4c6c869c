"""Assignment: algorithms that pair mentees with mentors, on arrays; knows no policy."""
