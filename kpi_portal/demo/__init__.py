"""The demo organisation: invented people in a bureau, one finished year, one in mid-round.

Everything is made by the portal's own verbs at moments of the past, so that the demo is what the
portal would have kept. `build.build` makes it whole or not at all.
"""
