"""The city's WeChat Official Account: what residents send there, and how answers reach them.

Residents are known here by their OpenID, which WeChat gives one account for one
resident. It is personal: tables hold its fingerprint, and the OpenID itself
sealed; logs hold neither.
"""
