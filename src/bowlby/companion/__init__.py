"""The companion: a private web app on the person's own machine."""
