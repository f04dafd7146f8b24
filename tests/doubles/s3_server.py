"""An S3 server as a process of its own: `python -m tests.doubles.s3_server PORT`. It forgets what it kept."""

import sys

from moto.server import main

from tests.processes import LOOPBACK

if __name__ == "__main__":
    main(["-H", LOOPBACK, "-p", sys.argv[1]])
