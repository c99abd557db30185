"""What a process needs to run: settings, codec, retry, dead letters, health, the Faust app."""
