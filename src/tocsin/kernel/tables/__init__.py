"""How an empty database gets its tables in a second: by what the migrations once said."""
