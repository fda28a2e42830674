"""Django's commands. People type ./dev manage COMMAND, which sets the environment up first."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.exit("\nInterrompu : la même commande reprendra où l’on en était.")
