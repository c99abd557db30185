"""One module a command; `services.desk.main` imports only the one that is asked for."""
