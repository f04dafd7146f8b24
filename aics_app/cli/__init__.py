"""What `./aics` offers. Modules are imported when their command is called, so that `--help` is quick."""
