"""What happened: the register of acts, and what every act needs.

The lowest room of the house. It knows how an official act is performed (`acts`), entered in
the hash-chained register (`register`), refused (`refusals`), numbered (`numbering`) and said
(`telling`); it does not know what any act is about, nor of pages and API, which are `web`'s.
"""
