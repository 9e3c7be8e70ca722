"""An application in several files: `fw run bigger_application.main:app --app-dir docs/examples`."""
