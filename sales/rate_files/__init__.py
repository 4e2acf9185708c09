"""Files of exchange rates as central banks publish them."""
