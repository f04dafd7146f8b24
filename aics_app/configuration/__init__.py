"""What an administrator changes while it runs: the reference's `sys_config`."""
