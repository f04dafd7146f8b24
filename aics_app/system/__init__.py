"""How the whole of it does, for whoever operates it: replicas, stores, model, mail; and tests of each."""
