"""Settings of organs (地方规定): what national rules leave open, settled by an organ for itself and the organs below."""
