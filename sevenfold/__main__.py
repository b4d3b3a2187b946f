import sys

from sevenfold.config.entry import main

sys.exit(main())
